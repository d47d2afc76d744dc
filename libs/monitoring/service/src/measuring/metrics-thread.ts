import { parentPort, workerData } from 'node:worker_threads';
import { MetricInputError } from '@throughline/monitoring-domain';
import { comparisonFigures, evaluationFigures, windowFigures } from './figures-of.ts';
import type { MetricsAnswer, MetricsTask } from './metrics-task.ts';
import { readWeekColumns } from './read-week-columns.ts';

const compute = ({ kind, file, weeks, share }: MetricsTask): MetricsAnswer => {
  const columns = readWeekColumns(file, weeks);
  switch (kind) {
    case 'evaluation':
      return { result: evaluationFigures(columns, share) };
    case 'window':
      return { result: windowFigures(columns[0]!, share) };
    case 'comparison':
      return { result: comparisonFigures(columns, share) };
  }
};

const answer = (): MetricsAnswer => {
  try {
    return compute(workerData as MetricsTask);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), final: error instanceof MetricInputError };
  }
};

parentPort!.postMessage(answer());
