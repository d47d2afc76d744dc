import { dataQualityEvents } from '@throughline/data-quality-contracts';
import { registryEvents } from '@throughline/registry-contracts';
import { requirementsEvents } from '@throughline/requirements-contracts';
import { ContextBench } from '@throughline/testing/context-bench';
import { trainingEvents } from '@throughline/training-contracts';
import { monitoringContext } from '../src/index.ts';

export const openMonitoringBench = (): Promise<ContextBench> =>
  ContextBench.open({ definition: monitoringContext, foreign: [...requirementsEvents, ...dataQualityEvents, ...trainingEvents, ...registryEvents] });
