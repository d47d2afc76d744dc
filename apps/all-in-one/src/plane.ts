import type { PlaneOptions } from '@throughline/context';
import { dataQualityContext } from '@throughline/data-quality-service';
import { planeGateway } from '@throughline/gateway';
import { monitoringContext } from '@throughline/monitoring-service';
import { registryContext } from '@throughline/registry-service';
import { requirementsContext } from '@throughline/requirements-service';
import { trainingContext } from '@throughline/training-service';

/** All contexts and the gateway. */
export const plane: Omit<PlaneOptions, 'config'> = {
  contexts: [requirementsContext, dataQualityContext, trainingContext, registryContext, monitoringContext],
  gateway: planeGateway,
};
