import { when, type Actor, type Digest, type IntegrationEvent } from '@throughline/kernel';
import {
  trainingRunAttemptStartedV1, trainingRunCancelledV1, trainingRunDeferredV1, trainingRunFailedV1, trainingRunStartedV1, trainingRunSucceededV1,
  type TrainingRunDeferredV1, type TrainingRunStartedV1, type TrainingRunSucceededV1,
} from '@throughline/training-contracts';
import { text } from '../columns.ts';
import { fold, type FileReference } from '../fold.ts';

type Asked = Pick<TrainingRunDeferredV1, 'kind' | 'purpose' | 'kpi' | 'dataset' | 'datasetVersion' | 'subject' | 'window'>;
type Stored = TrainingRunSucceededV1['artifact'];

export interface TrainingRunDocument extends Asked {
  readonly state: 'waiting' | 'started' | 'succeeded' | 'failed' | 'cancelled';
  readonly waitingFor: string | null;
  /** All that was planned; null while it waits. */
  readonly plan: TrainingRunStartedV1 | null;
  readonly startedBy: Actor;
  readonly attempts: readonly { readonly attempt: number; readonly at: string }[];
  readonly artifact: Stored;
  readonly predictions: Stored;
  readonly series: Stored;
  readonly outputComplete: boolean | null;
  readonly cached: TrainingRunSucceededV1['cached'];
  readonly seconds: number | null;
  /** Why it failed or was called off. */
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly endedAt: string | null;
}

const begun = ({ kind, purpose, kpi, dataset, datasetVersion, subject, window }: Asked, { actor, onBehalfOf }: IntegrationEvent<unknown>): TrainingRunDocument => ({
  kind, purpose, kpi, dataset, datasetVersion, subject, window, state: 'waiting', waitingFor: null, plan: null, startedBy: onBehalfOf ?? actor, attempts: [],
  artifact: null, predictions: null, series: null, outputComplete: null, cached: null, seconds: null, reason: null, exitCode: null, endedAt: null,
});

const fileOf = (stored: Stored, name: string, mediaType: string): FileReference | null => stored && { ...stored, digest: stored.digest as Digest, name, mediaType };

export const predictionsFile = ({ predictions }: TrainingRunDocument): FileReference | null => fileOf(predictions, 'predictions.parquet', 'application/vnd.apache.parquet');
export const seriesFile = ({ series }: TrainingRunDocument): FileReference | null => fileOf(series, 'metrics.json', 'application/json');

export const trainingRun = fold<TrainingRunDocument>({
  name: 'training-run', version: 1,
  columns: {
    kpi: text((doc) => doc.kpi), dataset: text((doc) => doc.dataset), kind: text((doc) => doc.kind), purpose: text((doc) => doc.purpose), state: text((doc) => doc.state),
    model_name: text((doc) => doc.plan?.model), manifest: text((doc) => doc.plan?.manifestDigest), artifact: text((doc) => doc.artifact?.digest),
  },
  files: (doc) => [predictionsFile(doc), seriesFile(doc)].filter((file) => file !== null),
  // A run starts at once, or waits for a fact first.
  blank: (event) => begun(event.data as Asked, event),
  on: [
    when(trainingRunDeferredV1, ({ data }, doc) => ({ ...doc, waitingFor: data.waitingFor })),
    when(trainingRunStartedV1, ({ data }, doc) => ({ ...doc, state: 'started', plan: data, waitingFor: null })),
    when(trainingRunAttemptStartedV1, ({ data, time }, doc) => ({ ...doc, attempts: [...doc.attempts, { attempt: data.attempt, at: time }] })),
    when(trainingRunSucceededV1, ({ data: { subject, artifact, predictions, series, outputComplete, cached, seconds }, time }, doc) =>
      ({ ...doc, state: 'succeeded', subject, artifact, predictions, series, outputComplete, cached, seconds, endedAt: time })),
    when(trainingRunFailedV1, ({ data: { reason, exitCode, series }, time }, doc) => ({ ...doc, state: 'failed', waitingFor: null, reason, exitCode, series, endedAt: time })),
    when(trainingRunCancelledV1, ({ data: { reason }, time }, doc) => ({ ...doc, state: 'cancelled', waitingFor: null, reason, endedAt: time })),
  ],
});
