import type { PlaneOptions } from '@throughline/context';
import { Gateway, GatewayModule, parts, prepareGateway } from '@throughline/gateway';
import { registryContext } from '@throughline/registry-service';
import { requirementsContext } from '@throughline/requirements-service';

/** All contexts and the gateway. */
export const plane: Omit<PlaneOptions, 'config'> = {
  contexts: [requirementsContext, registryContext],
  gateway: {
    prepare: (ownerUrl, appRole) => prepareGateway(ownerUrl, appRole, parts.flatMap((part) => part.folds)),
    module: (ports) => GatewayModule.forRoot(ports as never),
    start: (app) => app.get(Gateway).start(),
  },
};
