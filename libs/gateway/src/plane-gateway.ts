import type { PlaneGateway } from '@throughline/context';
import { topicOf } from '@throughline/kernel';
import { Gateway } from './gateway.ts';
import { GatewayModule } from './gateway.module.ts';
import { pendingOfGateway, prepareGateway } from './gateway-sql.ts';
import { parts } from './parts.ts';

const folds = parts.flatMap((part) => part.folds);

/** The gateway with all parts, as a process runs it. */
export const planeGateway: PlaneGateway = {
  prepare: (ownerUrl, appRole) => prepareGateway(ownerUrl, appRole, folds),
  pending: (pool, appRole) => pendingOfGateway(pool, appRole, folds),
  module: (ports) => GatewayModule.forRoot(ports),
  topics: [...new Set(parts.flatMap((part) => part.events.map(topicOf)))],
  consumers: (app) => app.get(Gateway).consumers,
  start: (app) => app.get(Gateway).start(),
};
