import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aMonitor, aSubject, isoWeek, streamId, subject } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  subject,
  week: isoWeek,
  revision: Type.Integer({ minimum: 1 }),
  value: Type.Number(),
  target: Type.Number(),
  /** Missed windows of this subject in a row that end with this week; 1 is the first. */
  inARow: Type.Integer({ minimum: 1 }),
}, { additionalProperties: false });

export type KpiMissedV1 = Static<typeof schema>;

/** A confirmed window is on the wrong side of the target. */
export const kpiMissedV1 = defineEvent<KpiMissedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'kpi-missed', version: 1,
  summary: 'A confirmed window is on the wrong side of the target.',
  schema,
  example: {
    monitor: aMonitor, kpi: aKpi, kpiVersion: 1, subject: aSubject, week: '2001-W15', revision: 1, value: 0.3922, target: 0.43, inARow: 1,
  },
});
