import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { phase, streamId, subject } from './shared.ts';
import { verdict, verdictExample } from './verdict.ts';

const schema = Type.Object({
  initiative: streamId,
  phase,
  subject: Type.Union([subject, Type.Null()]),
  causes: Type.Array(verdict, { minItems: 1 }),
}, { additionalProperties: false });

export type PhaseAtRiskV1 = Static<typeof schema>;

/** What the phase stands on no longer holds. */
export const phaseAtRiskV1 = defineEvent<PhaseAtRiskV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'phase-at-risk', version: 1,
  summary: 'What the phase stands on no longer holds.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'mvp', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, causes: [{ ...verdictExample, result: 'violated' }] },
});
