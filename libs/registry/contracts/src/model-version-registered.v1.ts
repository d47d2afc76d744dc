import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { authors, datasetVersion, digest, name, period, streamId, subject } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  name,
  kpi: streamId,
  subject,
  run: streamId,
  dataset: streamId,
  datasetName: name,
  datasetVersion,
  /** Of the dataset version's file. */
  datasetDigest: digest,
  contractVersion: Type.Integer({ minimum: 1 }),
  /** Days that it learnt from. */
  period,
  manifestDigest: digest,
  authors,
}, { additionalProperties: false });

export type ModelVersionRegisteredV1 = Static<typeof schema>;

/** A training run made this model version. */
export const modelVersionRegisteredV1 = defineEvent<ModelVersionRegisteredV1>({
  context: 'registry', aggregate: 'model-version', type: 'model-version-registered', version: 1,
  summary: 'A training run made this model version.',
  schema,
  example: {
    model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, run: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f61',
    dataset: 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31', datasetName: 'flights', datasetVersion: '3-q1', datasetDigest: 'sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',
    contractVersion: 1, period: { from: '2001-01-01', to: '2001-03-01' }, manifestDigest: 'sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', authors: ['human:eve'],
  },
});
