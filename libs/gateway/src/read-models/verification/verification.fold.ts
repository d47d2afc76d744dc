import type { Actor, Digest } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { RuleResultV1, VerificationCompletedV1, VerificationStartedV1 } from '@throughline/data-quality-contracts';
import { verificationCancelledV1, verificationCompletedV1, verificationFailedV1, verificationStartedV1 } from '@throughline/data-quality-contracts';
import { text } from '../columns.ts';
import { fold, type FileReference } from '../fold.ts';

export interface VerificationDocument extends VerificationStartedV1 {
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly verdict: VerificationCompletedV1['verdict'] | null;
  readonly rows: number | null;
  readonly results: readonly RuleResultV1[];
  readonly profile: VerificationCompletedV1['profile'] | null;
  readonly reason: string | null;
  readonly startedBy: Actor;
  readonly endedAt: string | null;
}

type Named = Pick<VerificationDocument, 'datasetName' | 'datasetVersion'>;

export const profileFile = ({ datasetName, datasetVersion }: Named, { digest, size }: VerificationCompletedV1['profile']): FileReference =>
  ({ digest: digest as Digest, size, name: `${datasetName}-${datasetVersion}-profile.json`, mediaType: 'application/json' });

export const keysFile = ({ datasetName, datasetVersion }: Named, rule: string, { digest, size }: NonNullable<RuleResultV1['keys']>): FileReference =>
  ({ digest: digest as Digest, size, name: `${datasetName}-${datasetVersion}-${rule}.parquet`, mediaType: 'application/vnd.apache.parquet' });

export const verification = fold<VerificationDocument>({
  name: 'verification', version: 1,
  columns: { dataset: text((doc) => doc.dataset), dataset_version: text((doc) => doc.datasetVersion), state: text((doc) => doc.state) },
  files: (doc) => [
    ...(doc.profile ? [profileFile(doc, doc.profile)] : []),
    ...doc.results.flatMap(({ rule, keys }) => (keys ? [keysFile(doc, rule, keys)] : [])),
  ],
  starts: [
    when(verificationStartedV1, ({ data, actor, onBehalfOf }): VerificationDocument =>
      ({ ...data, state: 'running', verdict: null, rows: null, results: [], profile: null, reason: null, startedBy: onBehalfOf ?? actor, endedAt: null })),
  ],
  on: [
    when(verificationCompletedV1, ({ data: { verdict, rows, results, profile }, time }, doc) => ({ ...doc, state: 'completed', verdict, rows, results, profile, endedAt: time })),
    when(verificationFailedV1, ({ data: { reason }, time }, doc) => ({ ...doc, state: 'failed', reason, endedAt: time })),
    when(verificationCancelledV1, ({ time }, doc) => ({ ...doc, state: 'cancelled', endedAt: time })),
  ],
});
