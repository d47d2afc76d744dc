import { Type, type Static } from 'typebox';
import { UUID_PATTERN, defineEvent } from '@throughline/kernel';
import { phase, streamId, subject } from './shared.ts';
import { policyVersion, verdict, verdictExample } from './verdict.ts';

const schema = Type.Object({
  initiative: streamId,
  request: Type.String({ pattern: UUID_PATTERN }),
  phase,
  /** The model version whose evidence counts; null where the gate needs none. */
  subject: Type.Union([subject, Type.Null()]),
  policyVersion,
  /** Verdicts at the moment of the request. */
  verdicts: Type.Array(verdict),
}, { additionalProperties: false });

export type GateRequestedV1 = Static<typeof schema>;

/** Somebody asked for the gate of the next phase to be decided. */
export const gateRequestedV1 = defineEvent<GateRequestedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'gate-requested', version: 1,
  summary: 'Somebody asked for the gate of the next phase to be decided.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', request: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', phase: 'poc', subject: null, policyVersion: 1, verdicts: [verdictExample] },
});
