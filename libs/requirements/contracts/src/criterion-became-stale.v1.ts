import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { phase, streamId } from './shared.ts';
import { policyVersion, verdict, verdictExample } from './verdict.ts';

const schema = Type.Object({
  initiative: streamId,
  phase,
  policyVersion,
  verdict,
}, { additionalProperties: false });

export type CriterionBecameStaleV1 = Static<typeof schema>;

/** The evidence of a criterion no longer counts: it is too old, or bound to another subject. */
export const criterionBecameStaleV1 = defineEvent<CriterionBecameStaleV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'criterion-became-stale', version: 1,
  summary: 'The evidence of a criterion no longer counts: it is too old, or bound to another subject.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'mvp', policyVersion: 1, verdict: { ...verdictExample, result: 'stale' } },
});
