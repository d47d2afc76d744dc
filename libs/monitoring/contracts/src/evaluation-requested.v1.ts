import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDataset, aDigest, aKpi, aRun, aSubject, datasetVersion, digest, isoWeek, name, nullable, scorer, streamId } from './shared.ts';

const schema = Type.Object({
  /** The scoring run. */
  run: streamId,
  kpi: streamId,
  purpose: Type.Enum(['baseline', 'evaluation', 'comparison']),
  scorer,
  model: nullable(name),
  dataset: streamId,
  datasetName: name,
  datasetVersion,
  weeks: Type.Array(isoWeek, { minItems: 1 }),
  predictions: digest,
  /** What else must become known here before it can be measured. */
  awaiting: Type.Array(Type.Enum(['kpi', 'dataset-version', 'data-contract'])),
}, { additionalProperties: false });

export type EvaluationRequestedV1 = Static<typeof schema>;

/** A scoring run is to be measured against the labels that monitoring reads itself. */
export const evaluationRequestedV1 = defineEvent<EvaluationRequestedV1>({
  context: 'monitoring', aggregate: 'evaluation', type: 'evaluation-requested', version: 1,
  summary: 'A scoring run is to be measured against the labels that monitoring reads itself.',
  schema,
  example: {
    run: aRun, kpi: aKpi, purpose: 'evaluation', scorer: { kind: 'model', subject: aSubject }, model: 'late-flights', dataset: aDataset, datasetName: 'flights',
    datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'], predictions: aDigest, awaiting: [],
  },
});
