import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { phase, streamId, subject } from './shared.ts';

const schema = Type.Object({
  initiative: streamId,
  phase,
  subject: Type.Union([subject, Type.Null()]),
}, { additionalProperties: false });

export type PhaseRiskEndedV1 = Static<typeof schema>;

/** What the phase stands on holds again. */
export const phaseRiskEndedV1 = defineEvent<PhaseRiskEndedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'phase-risk-ended', version: 1,
  summary: 'What the phase stands on holds again.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'mvp', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' } },
});
