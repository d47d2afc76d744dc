import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aMonitor, aSubject, isoWeek, name, nullable, streamId, subject } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  modelName: name,
  subject,
  week: isoWeek,
  revision: Type.Integer({ minimum: 1 }),
  value: nullable(Type.Number()),
  /** Why there is no value. */
  reason: nullable(Type.String({ minLength: 1, maxLength: 80 })),
  lower: nullable(Type.Number()),
  upper: nullable(Type.Number()),
  target: nullable(Type.Number()),
  /** Null: neither met nor missed. */
  met: nullable(Type.Boolean()),
}, { additionalProperties: false });

export type KpiMeasuredV1 = Static<typeof schema>;

/** A KPI has a value for a week. */
export const kpiMeasuredV1 = defineEvent<KpiMeasuredV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'kpi-measured', version: 1,
  summary: 'A KPI has a value for a week.',
  schema,
  example: {
    monitor: aMonitor, kpi: aKpi, kpiVersion: 1, modelName: 'late-flights', subject: aSubject, week: '2001-W14', revision: 1, value: 0.4412, reason: null, lower: 0.4301, upper: 0.4523, target: 0.43, met: true,
  },
});
