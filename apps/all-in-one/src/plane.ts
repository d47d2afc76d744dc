import type { PlaneOptions } from '@throughline/context';
import { dataQualityContext } from '@throughline/data-quality-service';
import { Gateway, GatewayModule, parts, prepareGateway } from '@throughline/gateway';
import { monitoringContext } from '@throughline/monitoring-service';
import { registryContext } from '@throughline/registry-service';
import { requirementsContext } from '@throughline/requirements-service';
import { trainingContext } from '@throughline/training-service';

/** All contexts and the gateway. */
export const plane: Omit<PlaneOptions, 'config'> = {
  contexts: [requirementsContext, dataQualityContext, trainingContext, registryContext, monitoringContext],
  gateway: {
    prepare: (ownerUrl, appRole) => prepareGateway(ownerUrl, appRole, parts.flatMap((part) => part.folds)),
    module: (ports) => GatewayModule.forRoot(ports),
    start: (app) => app.get(Gateway).start(),
  },
};
