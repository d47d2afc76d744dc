import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { reason } from './shared.ts';

const schema = Type.Object({
  reason,
}, { additionalProperties: false });

export type InitiativeApprovedV1 = Static<typeof schema>;

/** A second person decided go. */
export const initiativeApprovedV1 = defineEvent<InitiativeApprovedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-approved', version: 1,
  summary: 'A second person decided go.',
  schema,
  example: { reason: 'All questions are answered with yes.' },
});
