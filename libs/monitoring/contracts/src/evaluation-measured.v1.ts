import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aFigure, aPlainFigure, figure } from './figure.ts';
import { aDataset, aDigest, aKpi, anEvaluation, aRun, aSubject, count, datasetVersion, digest, isoWeek, name, nullable, scorer, streamId, subject } from './shared.ts';

const evaluatedWeek = Type.Object({
  week: isoWeek,
  rows: count,
  positives: count,
  recallAtShare: figure,
  auc: figure,
  logLoss: figure,
  calibrationError: figure,
}, { additionalProperties: false });

const schema = Type.Object({
  /** The scoring run. */
  run: streamId,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  purpose: Type.Enum(['baseline', 'evaluation', 'comparison']),
  scorer,
  /** The model version that scored; null for a baseline. */
  subject: nullable(subject),
  model: nullable(name),
  dataset: streamId,
  datasetName: name,
  datasetVersion,
  /** SHA-256 of the dataset's file. */
  datasetDigest: digest,
  weeks: Type.Array(evaluatedWeek, { minItems: 1 }),
  /** Share of a week's rows that is warned of. */
  share: Type.Number(),
  /** Over all weeks: recall is the mean of the weeks, the others use all rows. */
  figures: Type.Object({ recallAtShare: figure, auc: figure, logLoss: figure, calibrationError: figure }, { additionalProperties: false }),
  /** The newest baseline of the same KPI on the same rows with the same labels; a later one makes this event come again. */
  baseline: nullable(Type.Object({ evaluation: streamId, recallAtShare: Type.Number(), weeks: Type.Array(isoWeek) }, { additionalProperties: false })),
  /** Null when there is no baseline, or no figure to compare. */
  beatsBaseline: nullable(Type.Boolean()),
  predictions: digest,
  /** Digest of what names the labels: the dataset's digest, its version and the weeks; with the run it names the evaluation. */
  labelCut: digest,
  /** SHA-256 over the row numbers and labels that were read: equal digests are equal rows with equal labels. */
  labels: digest,
}, { additionalProperties: false });

export type EvaluationMeasuredV1 = Static<typeof schema>;

/** Predictions were measured against the labels, beside the baseline on the same rows. */
export const evaluationMeasuredV1 = defineEvent<EvaluationMeasuredV1>({
  context: 'monitoring', aggregate: 'evaluation', type: 'evaluation-measured', version: 1,
  summary: 'Predictions were measured against the labels, beside the baseline on the same rows.',
  schema,
  example: {
    run: aRun, kpi: aKpi, kpiVersion: 1, purpose: 'evaluation', scorer: { kind: 'model', subject: aSubject }, subject: aSubject, model: 'late-flights',
    dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', datasetDigest: aDigest,
    weeks: [{ week: '2001-W10', rows: 115204, positives: 23110, recallAtShare: aFigure, auc: aPlainFigure, logLoss: aPlainFigure, calibrationError: aPlainFigure }],
    share: 0.3, figures: { recallAtShare: { ...aFigure, lower: null, upper: null, method: null }, auc: aPlainFigure, logLoss: aPlainFigure, calibrationError: aPlainFigure },
    baseline: { evaluation: anEvaluation, recallAtShare: 0.3512, weeks: ['2001-W10'] }, beatsBaseline: true, predictions: aDigest, labelCut: aDigest, labels: aDigest,
  },
});
