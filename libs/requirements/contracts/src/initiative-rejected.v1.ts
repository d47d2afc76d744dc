import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { reason } from './shared.ts';

const schema = Type.Object({
  reason,
}, { additionalProperties: false });

export type InitiativeRejectedV1 = Static<typeof schema>;

/** A second person decided no-go. */
export const initiativeRejectedV1 = defineEvent<InitiativeRejectedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-rejected', version: 1,
  summary: 'A second person decided no-go.',
  schema,
  example: { reason: 'There is no legal ground for the data.' },
});
