import type { Command, Digest, Event, Recorded, Subject } from '@throughline/kernel';
import type { RunKind } from '../training-run/run-spec.ts';

export interface Difference {
  readonly path: string;
  readonly original: string | null;
  readonly rerun: string | null;
}

/** A run that was carried out, as its manifest hears of it. */
export interface CarriedOut {
  readonly manifestDigest: Digest;
  readonly run: string;
  readonly kind: RunKind;
  readonly kpi: string;
  readonly model: string | null;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly result: Digest;
  /** The model version that a training run made. */
  readonly subject: Subject | null;
  /** Against the manifest's result, when there is one and it is another. */
  readonly differences: readonly Difference[];
}

export type RunManifestCommand =
  | Command<'ClaimManifest', { readonly manifestDigest: Digest; readonly run: string }>
  | Command<'RecordRunResult', CarriedOut>;

export type RunManifestEvent =
  | Event<'ManifestClaimed', { readonly manifestDigest: Digest; readonly run: string }>
  | Event<'ManifestResultRecorded', { readonly manifestDigest: Digest; readonly run: string; readonly result: Digest; readonly subject: Subject | null }>
  | Event<'TrainingRunReproduced', Omit<CarriedOut, 'differences'> & { readonly original: string }>
  | Event<'TrainingRunDiffered', Omit<CarriedOut, 'dataset' | 'datasetVersion' | 'result'> & { readonly original: string; readonly differenceCount: number }>;

export type RunManifest =
  | { readonly status: 'absent' }
  | { readonly status: 'claimed'; readonly run: string }
  | { readonly status: 'resulted'; readonly run: string; readonly result: Digest; readonly subject: Subject | null; readonly reruns: readonly string[] };

export const initialRunManifest = (): RunManifest => ({ status: 'absent' });

export const evolveRunManifest = (state: RunManifest, { type, data }: Recorded<RunManifestEvent>): RunManifest => {
  switch (type) {
    case 'ManifestClaimed': return { status: 'claimed', run: data.run };
    case 'ManifestResultRecorded': return { status: 'resulted', run: data.run, result: data.result, subject: data.subject, reruns: [] };
    case 'TrainingRunReproduced':
    case 'TrainingRunDiffered': return state.status === 'resulted' ? { ...state, reruns: [...state.reruns, data.run] } : state;
  }
};
