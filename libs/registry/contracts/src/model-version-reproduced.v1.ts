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
  authors,
}, { additionalProperties: false });

export type ModelVersionReproducedV1 = Static<typeof schema>;

/** A forced rerun of the same manifest gave this very model version again. */
export const modelVersionReproducedV1 = defineEvent<ModelVersionReproducedV1>({
  context: 'registry', aggregate: 'model-version', type: 'model-version-reproduced', version: 1,
  summary: 'A forced rerun of the same manifest gave this very model version again.',
  schema,
  example: {
    model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, run: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f62', original: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f61',
    manifestDigest: 'sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', authors: ['human:eve'],
  },
});
