import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { digest, streamId } from './shared.ts';

const schema = Type.Object({
  manifestDigest: digest,
  run: streamId,
  /** Digest of the artefact (train) or of the predictions (score). */
  result: digest,
}, { additionalProperties: false });

export type ManifestResultRecordedV1 = Static<typeof schema>;

/** The manifest has a result: later runs with it are answered from it, and reruns are compared with it. */
export const manifestResultRecordedV1 = defineEvent<ManifestResultRecordedV1>({
  context: 'training', aggregate: 'run-manifest', type: 'manifest-result-recorded', version: 1,
  summary: 'The manifest has a result: later runs with it are answered from it, and reruns are compared with it.',
  schema,
  example: { manifestDigest: example.manifestDigest, run: example.earlierRun, result: example.artifactDigest },
});
