import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, anotherRun, anotherSubject, aRun, aSubject, calendarDate, isoWeek, name, streamId, subject } from './shared.ts';

const schema = Type.Object({
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  modelName: name,
  incumbent: subject,
  candidate: subject,
  incumbentRun: streamId,
  candidateRun: streamId,
  weeks: Type.Array(isoWeek, { minItems: 1 }),
  after: calendarDate,
}, { additionalProperties: false });

export type ComparisonRequestedV1 = Static<typeof schema>;

/** Two versions are to be compared, paired, on weeks after a cut. */
export const comparisonRequestedV1 = defineEvent<ComparisonRequestedV1>({
  context: 'monitoring', aggregate: 'comparison', type: 'comparison-requested', version: 1,
  summary: 'Two versions are to be compared, paired, on weeks after a cut.',
  schema,
  example: {
    kpi: aKpi, kpiVersion: 1, modelName: 'late-flights', incumbent: aSubject, candidate: anotherSubject, incumbentRun: aRun, candidateRun: anotherRun,
    weeks: ['2001-W20', '2001-W21'], after: '2001-05-14',
  },
});
