import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { digest, streamId } from './shared.ts';

const schema = Type.Object({ manifestDigest: digest, run: streamId }, { additionalProperties: false });

export type ManifestClaimedV1 = Static<typeof schema>;

/** A run is the first to carry out this manifest. */
export const manifestClaimedV1 = defineEvent<ManifestClaimedV1>({
  context: 'training', aggregate: 'run-manifest', type: 'manifest-claimed', version: 1,
  summary: 'A run is the first to carry out this manifest.',
  schema,
  example: { manifestDigest: example.manifestDigest, run: example.earlierRun },
});
