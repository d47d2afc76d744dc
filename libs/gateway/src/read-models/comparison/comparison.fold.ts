import { when, type Actor } from '@throughline/kernel';
import { comparisonFailedV1, comparisonRequestedV1, modelVersionsComparedV1, type ComparisonRequestedV1, type ModelVersionsComparedV1 } from '@throughline/monitoring-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

export interface ComparisonDocument extends Omit<ComparisonRequestedV1, 'weeks'> {
  readonly state: 'requested' | 'compared' | 'failed';
  readonly requestedBy: Actor;
  readonly requestedWeeks: readonly string[];
  readonly result: Pick<ModelVersionsComparedV1, 'weeks' | 'difference' | 'verdict' | 'dataset' | 'datasetVersion'> | null;
  readonly failure: string | null;
}

export const comparison = fold<ComparisonDocument>({
  name: 'comparison', version: 1,
  columns: { kpi: text((doc) => doc.kpi), model_name: text((doc) => doc.modelName) },
  starts: [when(comparisonRequestedV1, ({ data: { weeks, ...asked }, actor }): ComparisonDocument =>
    ({ ...asked, requestedWeeks: weeks, state: 'requested', requestedBy: actor, result: null, failure: null }))],
  on: [
    when(modelVersionsComparedV1, ({ data: { weeks, difference, verdict, dataset, datasetVersion } }, doc) =>
      ({ ...doc, state: 'compared', failure: null, result: { weeks, difference, verdict, dataset, datasetVersion } })),
    when(comparisonFailedV1, ({ data }, doc) => ({ ...doc, state: 'failed', failure: data.reason })),
  ],
});
