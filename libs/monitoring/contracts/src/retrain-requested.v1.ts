import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aModel, aMonitor, aSubject, calendarDate, isoWeek, name, streamId, subject } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  kpi: streamId,
  model: streamId,
  modelName: name,
  subject,
  weeks: Type.Array(isoWeek, { minItems: 1 }),
  /** Half-open: outcomes of the days before it are confirmed. */
  labelsConfirmedUntil: calendarDate,
}, { additionalProperties: false });

export type RetrainRequestedV1 = Static<typeof schema>;

/** A new model version is asked for, on the outcomes confirmed so far. */
export const retrainRequestedV1 = defineEvent<RetrainRequestedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'retrain-requested', version: 1,
  summary: 'A new model version is asked for, on the outcomes confirmed so far.',
  schema,
  example: {
    monitor: aMonitor, kpi: aKpi, model: aModel, modelName: 'late-flights', subject: aSubject, weeks: ['2001-W15', '2001-W16'], labelsConfirmedUntil: '2001-04-23',
  },
});
