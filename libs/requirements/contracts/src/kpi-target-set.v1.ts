import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { guard } from './kpi-definition.ts';

const schema = Type.Object({
  kpiVersion: Type.Integer({ minimum: 1 }),
  target: Type.Number(),
  baseline: Type.Number(),
  guards: Type.Array(guard),
}, { additionalProperties: false });

export type KpiTargetSetV1 = Static<typeof schema>;

/** The target was set; it beats the baseline in the KPI's direction. */
export const kpiTargetSetV1 = defineEvent<KpiTargetSetV1>({
  context: 'requirements', aggregate: 'kpi', type: 'kpi-target-set', version: 1,
  summary: 'The target was set; it beats the baseline in the KPI\'s direction.',
  schema,
  example: { kpiVersion: 1, target: 0.43, baseline: 0.3512, guards: [{ metric: 'calibration-error', atMost: 0.05 }] },
});
