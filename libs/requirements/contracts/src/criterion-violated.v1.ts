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

export type CriterionViolatedV1 = Static<typeof schema>;

/** A criterion of a gate does not hold. */
export const criterionViolatedV1 = defineEvent<CriterionViolatedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'criterion-violated', version: 1,
  summary: 'A criterion of a gate does not hold.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'mvp', policyVersion: 1, verdict: { ...verdictExample, result: 'violated' } },
});
