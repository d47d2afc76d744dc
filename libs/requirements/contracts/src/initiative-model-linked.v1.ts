import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { streamId } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  kpi: streamId,
}, { additionalProperties: false });

export type InitiativeModelLinkedV1 = Static<typeof schema>;

/** A model serves the initiative, through the KPI that its run named. */
export const initiativeModelLinkedV1 = defineEvent<InitiativeModelLinkedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-model-linked', version: 1,
  summary: 'A model serves the initiative, through the KPI that its run named.',
  schema,
  example: { model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21' },
});
