import { dataQuality } from './resolvers/data-quality.ts';
import { monitoring } from './resolvers/monitoring.ts';
import { registry } from './resolvers/registry.ts';
import { requirements } from './resolvers/requirements.ts';
import { training } from './resolvers/training.ts';
import type { GatewayPart } from './schema/gateway-part.ts';

/** What the contexts add to the gateway: one line each. */
export const parts: readonly GatewayPart[] = [
  requirements,
  dataQuality,
  training,
  registry,
  monitoring,
];
