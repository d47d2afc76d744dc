import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aMonitor, aSubject, failure, isoWeek, name, streamId, subject, uuid } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  alert: uuid,
  kpi: streamId,
  modelName: name,
  subject,
  weeks: Type.Array(isoWeek, { minItems: 1 }),
  reason: failure,
}, { additionalProperties: false });

export type AlertRaisedV1 = Static<typeof schema>;

/** The version in production missed its KPI in two windows in a row. */
export const alertRaisedV1 = defineEvent<AlertRaisedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'alert-raised', version: 1,
  summary: 'The version in production missed its KPI in two windows in a row.',
  schema,
  example: {
    monitor: aMonitor, alert: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', kpi: aKpi, modelName: 'late-flights', subject: aSubject, weeks: ['2001-W15', '2001-W16'],
    reason: 'missed the target 0.43 in 2 windows in a row: 2001-W15 0.3922, 2001-W16 0.4011',
  },
});
