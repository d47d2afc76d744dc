import { dataQualityEvents } from '@throughline/data-quality-contracts';
import { monitoringEvents } from '@throughline/monitoring-contracts';
import { requirementsEvents } from '@throughline/requirements-contracts';
import { ContextBench } from '@throughline/testing/context-bench';
import { trainingEvents } from '@throughline/training-contracts';
import { registryContext } from '../src/index.ts';

export const openRegistryBench = (): Promise<ContextBench> =>
  ContextBench.open({ definition: registryContext, foreign: [...requirementsEvents, ...dataQualityEvents, ...trainingEvents, ...monitoringEvents] });
