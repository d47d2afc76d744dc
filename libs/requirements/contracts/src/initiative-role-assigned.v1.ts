import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { actor } from './shared.ts';

const schema = Type.Object({
  role: Type.Enum(['data-steward', 'ml-engineer', 'approver']),
  person: actor,
}, { additionalProperties: false });

export type InitiativeRoleAssignedV1 = Static<typeof schema>;

/** A person was given a role in the initiative. */
export const initiativeRoleAssignedV1 = defineEvent<InitiativeRoleAssignedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-role-assigned', version: 1,
  summary: 'A person was given a role in the initiative.',
  schema,
  example: { role: 'ml-engineer', person: 'human:eve' },
});
