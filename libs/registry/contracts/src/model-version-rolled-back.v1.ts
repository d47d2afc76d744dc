import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { environment, name, number, reason, streamId, subject } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  name,
  kpi: streamId,
  environment,
  /** What serves there now. */
  subject,
  number,
  /** What was ousted. */
  previous: subject,
  reason,
}, { additionalProperties: false });

export type ModelVersionRolledBackV1 = Static<typeof schema>;

/** An environment went back to the version that served there before; the ousted one needs a new promotion. */
export const modelVersionRolledBackV1 = defineEvent<ModelVersionRolledBackV1>({
  context: 'registry', aggregate: 'model', type: 'model-version-rolled-back', version: 1,
  summary: 'An environment went back to the version that served there before; the ousted one needs a new promotion.',
  schema,
  example: { model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', environment: 'production', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, number: 1, previous: { kind: 'artifact', digest: 'sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' }, reason: 'Calibration broke on Monday.' },
});
