import { Type, type Static } from 'typebox';
import { UUID_PATTERN, defineEvent } from '@throughline/kernel';
import { phase, reason, streamId, subject } from './shared.ts';
import { policyVersion, verdict, verdictExample } from './verdict.ts';

const schema = Type.Object({
  initiative: streamId,
  request: Type.String({ pattern: UUID_PATTERN }),
  phase,
  subject: Type.Union([subject, Type.Null()]),
  policyVersion,
  verdicts: Type.Array(verdict),
  reason,
}, { additionalProperties: false });

export type GatePassedV1 = Static<typeof schema>;

/** A second person let the initiative pass; every criterion held at that moment. */
export const gatePassedV1 = defineEvent<GatePassedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'gate-passed', version: 1,
  summary: 'A second person let the initiative pass; every criterion held at that moment.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', request: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', phase: 'mvp', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, policyVersion: 1, verdicts: [verdictExample], reason: 'Beats the baseline on the same rows.' },
});
