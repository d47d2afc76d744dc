import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { name, number, streamId, subject } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  name,
  subject,
  number,
}, { additionalProperties: false });

export type ModelVersionNumberedV1 = Static<typeof schema>;

/** A model version got the next number of its model. */
export const modelVersionNumberedV1 = defineEvent<ModelVersionNumberedV1>({
  context: 'registry', aggregate: 'model', type: 'model-version-numbered', version: 1,
  summary: 'A model version got the next number of its model.',
  schema,
  example: { model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, number: 1 },
});
