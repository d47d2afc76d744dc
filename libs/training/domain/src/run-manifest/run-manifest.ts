import { accept, type Command, type Decider, type Digest, type Event, type Subject } from '@throughline/kernel';
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

const DIFFERENCES_NAMED = 200;

const decide = (command: RunManifestCommand, state: RunManifest) => {
  if (command.type === 'ClaimManifest') return state.status === 'absent' ? accept<RunManifestEvent>({ type: 'ManifestClaimed', data: command.data }) : accept<RunManifestEvent>();
  const { differences, ...ran } = command.data;
  if (state.status !== 'resulted') {
    return accept<RunManifestEvent>({ type: 'ManifestResultRecorded', data: { manifestDigest: ran.manifestDigest, run: ran.run, result: ran.result, subject: ran.subject } });
  }
  if (ran.run === state.run || state.reruns.includes(ran.run)) return accept<RunManifestEvent>();
  if (ran.result === state.result) return accept<RunManifestEvent>({ type: 'TrainingRunReproduced', data: { ...ran, original: state.run } });
  const { manifestDigest, run, kind, kpi, model } = ran;
  const items = differences.length > 0 ? differences : [{ path: '', original: state.result, rerun: ran.result }];
  return accept<RunManifestEvent>({ type: 'TrainingRunDiffered', data: {
    manifestDigest, run, kind, kpi, model, original: state.run, subject: state.subject, differences: items.slice(0, DIFFERENCES_NAMED), differenceCount: items.length,
  } });
};

/** Owns what one manifest comes to: its first result answers later runs, and every rerun is held against it. */
export const runManifestDecider: Decider<RunManifestCommand, RunManifest, RunManifestEvent, never> = {
  initialState: () => ({ status: 'absent' }),
  decide,
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'ManifestClaimed': return { status: 'claimed', run: data.run };
      case 'ManifestResultRecorded': return { status: 'resulted', run: data.run, result: data.result, subject: data.subject, reruns: [] };
      case 'TrainingRunReproduced':
      case 'TrainingRunDiffered': return state.status === 'resulted' ? { ...state, reruns: [...state.reruns, data.run] } : state;
    }
  },
};
