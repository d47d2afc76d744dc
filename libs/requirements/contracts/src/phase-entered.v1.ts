import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { phase, streamId, subject } from './shared.ts';

const schema = Type.Object({
  initiative: streamId,
  phase,
  subject: Type.Union([subject, Type.Null()]),
}, { additionalProperties: false });

export type PhaseEnteredV1 = Static<typeof schema>;

/** The initiative is in this phase now. */
export const phaseEnteredV1 = defineEvent<PhaseEnteredV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'phase-entered', version: 1,
  summary: 'The initiative is in this phase now.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'poc', subject: null },
});
