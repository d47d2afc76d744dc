import { comparisonFailedV1, comparisonRequestedV1, modelVersionsComparedV1 } from '@throughline/monitoring-contracts';
import type { ComparisonEvent } from '@throughline/monitoring-domain';
import { publish, type Publishing } from '@throughline/commands';
import { plain } from './plain.ts';

export const publishComparison: Publishing<ComparisonEvent> = {
  ComparisonRequested: ({ kpi, incumbentPredictions: _, candidatePredictions: __, rows: ___, ...data }) =>
    publish(comparisonRequestedV1, { ...plain(data), kpi: kpi.kpi, kpiVersion: kpi.kpiVersion }),
  ModelVersionsCompared: (data) => publish(modelVersionsComparedV1, plain(data)),
  ComparisonFailed: (data) => publish(comparisonFailedV1, data),
};
