import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { authors, digest, name, streamId, subject } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  name,
  subject,
  /** The rerun. */
  run: streamId,
  original: streamId,
  manifestDigest: digest,
  differenceCount: Type.Integer({ minimum: 1 }),
  authors,
}, { additionalProperties: false });

export type ModelVersionNotReproducedV1 = Static<typeof schema>;

/** A rerun of the same manifest came to another result. */
export const modelVersionNotReproducedV1 = defineEvent<ModelVersionNotReproducedV1>({
  context: 'registry', aggregate: 'model-version', type: 'model-version-not-reproduced', version: 1,
  summary: 'A rerun of the same manifest came to another result.',
  schema,
  example: {
    model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, run: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f62', original: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f61',
    manifestDigest: 'sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', differenceCount: 1, authors: ['human:eve'],
  },
});
