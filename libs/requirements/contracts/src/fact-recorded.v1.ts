import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { fact, factExample } from './fact.ts';
import { streamId } from './shared.ts';

const schema = Type.Object({
  initiative: streamId,
  fact,
}, { additionalProperties: false });

export type FactRecordedV1 = Static<typeof schema>;

/** A fact that a gate may turn on became known to an initiative. */
export const factRecordedV1 = defineEvent<FactRecordedV1>({
  context: 'requirements', aggregate: 'phase-gate', type: 'fact-recorded', version: 1,
  summary: 'A fact that a gate may turn on became known to an initiative.',
  schema,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', fact: factExample },
});
