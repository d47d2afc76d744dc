import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { streamId } from './shared.ts';

const schema = Type.Object({
  kpi: streamId,
}, { additionalProperties: false });

export type InitiativeKpiLinkedV1 = Static<typeof schema>;

/** A KPI decides whether the initiative succeeds. */
export const initiativeKpiLinkedV1 = defineEvent<InitiativeKpiLinkedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-kpi-linked', version: 1,
  summary: 'A KPI decides whether the initiative succeeds.',
  schema,
  example: { kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21' },
});
