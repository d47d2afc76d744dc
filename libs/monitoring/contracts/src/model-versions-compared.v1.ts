import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aFigure, aPlainFigure, figure } from './figure.ts';
import { aDataset, aKpi, anotherSubject, aSubject, calendarDate, count, datasetVersion, isoWeek, name, nullable, streamId, subject } from './shared.ts';

const comparedWeek = Type.Object({
  week: isoWeek,
  incumbent: figure,
  candidate: figure,
  /** Candidate minus incumbent. */
  difference: figure,
  /** Positives that only one of them warned of; null when the difference is undefined. */
  onlyIncumbent: nullable(count),
  onlyCandidate: nullable(count),
}, { additionalProperties: false });

const schema = Type.Object({
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  modelName: name,
  incumbent: subject,
  candidate: subject,
  dataset: streamId,
  datasetVersion,
  weeks: Type.Array(comparedWeek, { minItems: 1 }),
  /** Mean over the weeks of candidate minus incumbent, with the paired interval over the weeks. */
  difference: figure,
  /** Neither version was trained on outcomes from this day on. */
  after: calendarDate,
  /** Undefined: there is no interval to tell them apart by. */
  verdict: Type.Enum(['candidate-better', 'incumbent-better', 'no-difference', 'undefined']),
}, { additionalProperties: false });

export type ModelVersionsComparedV1 = Static<typeof schema>;

/** Two versions were compared, paired, on the same rows of weeks after a cut. */
export const modelVersionsComparedV1 = defineEvent<ModelVersionsComparedV1>({
  context: 'monitoring', aggregate: 'comparison', type: 'model-versions-compared', version: 1,
  summary: 'Two versions were compared, paired, on the same rows of weeks after a cut.',
  schema,
  example: {
    kpi: aKpi, kpiVersion: 1, modelName: 'late-flights', incumbent: aSubject, candidate: anotherSubject, dataset: aDataset, datasetVersion: '6-q1',
    weeks: [{ week: '2001-W20', incumbent: aFigure, candidate: { ...aFigure, value: 0.4561 }, difference: { ...aPlainFigure, value: 0.0149 }, onlyIncumbent: 410, onlyCandidate: 754 }],
    difference: { value: 0.0149, reason: null, lower: null, upper: null, method: null }, after: '2001-05-14', verdict: 'undefined',
  },
});
