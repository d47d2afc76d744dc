import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { kpiDefinition, kpiDefinitionExample } from './kpi-definition.ts';

const schema = Type.Object({
  kpiVersion: Type.Integer({ minimum: 1 }),
  definition: kpiDefinition,
}, { additionalProperties: false });

export type KpiDefinedV1 = Static<typeof schema>;

/** A KPI was defined: what is measured, how, and what must not suffer. */
export const kpiDefinedV1 = defineEvent<KpiDefinedV1>({
  context: 'requirements', aggregate: 'kpi', type: 'kpi-defined', version: 1,
  summary: 'A KPI was defined: what is measured, how, and what must not suffer.',
  schema,
  example: { kpiVersion: 1, definition: kpiDefinitionExample },
});
