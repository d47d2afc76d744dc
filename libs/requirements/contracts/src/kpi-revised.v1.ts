import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { kpiDefinition, kpiDefinitionExample } from './kpi-definition.ts';
import { reason } from './shared.ts';

const schema = Type.Object({
  kpiVersion: Type.Integer({ minimum: 2 }),
  definition: kpiDefinition,
  reason,
}, { additionalProperties: false });

export type KpiRevisedV1 = Static<typeof schema>;

/** A KPI was defined anew; baseline and target of the version before do not carry over. */
export const kpiRevisedV1 = defineEvent<KpiRevisedV1>({
  context: 'requirements', aggregate: 'kpi', type: 'kpi-revised', version: 1,
  summary: 'A KPI was defined anew; baseline and target of the version before do not carry over.',
  schema,
  example: { kpiVersion: 2, definition: kpiDefinitionExample, reason: 'The warned share follows the call centre.' },
});
