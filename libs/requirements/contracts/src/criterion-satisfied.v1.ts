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

export type CriterionSatisfiedV1 = Static<typeof schema>;

/** A criterion of a gate holds. */
export const criterionSatisfiedV1 = defineEvent<CriterionSatisfiedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'criterion-satisfied', version: 1,
  summary: 'A criterion of a gate holds.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'poc', policyVersion: 1, verdict: verdictExample },
});
