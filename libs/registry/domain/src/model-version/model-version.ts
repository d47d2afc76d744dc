import type { Command, Digest, Event, Recorded, Subject } from '@throughline/kernel';

interface OfVersion {
  /** Stream of the model, and its name. */
  readonly model: string;
  readonly name: string;
  readonly subject: Subject;
  /** People who made this piece of evidence. */
  readonly authors: readonly string[];
}

export interface Registration extends OfVersion {
  readonly kpi: string;
  readonly run: string;
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetVersion: string;
  readonly datasetDigest: Digest;
  readonly contractVersion: number;
  /** Days that it learnt from, half-open. */
  readonly period: { readonly from: string; readonly to: string };
  readonly manifestDigest: Digest;
}

export interface Figure {
  readonly value: number | null;
  readonly reason: string | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: string | null;
}

export interface Evaluation extends OfVersion {
  readonly evaluation: string;
  readonly kpi: string;
  readonly kpiVersion: number;
  readonly datasetVersion: string;
  readonly weeks: readonly string[];
  readonly figures: { readonly recallAtShare: Figure; readonly auc: Figure; readonly logLoss: Figure; readonly calibrationError: Figure };
  readonly baseline: { readonly evaluation: string; readonly recallAtShare: number } | null;
  readonly beatsBaseline: boolean | null;
}

/** A run of the same manifest, carried out anew. */
export interface Rerun extends OfVersion {
  readonly run: string;
  readonly original: string;
  readonly manifestDigest: Digest;
  /** Places at which its result is another; none when it made this very subject again. */
  readonly differences: number;
}

export type ModelVersionCommand =
  | Command<'RegisterModelVersion', Registration>
  | Command<'RecordEvaluation', Evaluation>
  | Command<'RecordRerun', Rerun>;

export type ModelVersionEvent =
  | Event<'ModelVersionRegistered', Registration>
  | Event<'ModelVersionMadeAgain', OfVersion & { readonly run: string }>
  | Event<'ModelVersionEvaluated', Evaluation>
  | Event<'ModelVersionReproduced', Rerun>
  | Event<'ModelVersionNotReproduced', Rerun>
  | Event<'EvaluationHeld', Evaluation>
  | Event<'RerunHeld', Rerun>;

interface Recordings {
  readonly evaluations: readonly Evaluation[];
  readonly reruns: readonly Rerun[];
}

/** Facts travel on topics of their own, so evidence may come before the registration: it is held until then. */
export type ModelVersion =
  | ({ readonly status: 'awaited' } & Recordings)
  | ({ readonly status: 'registered'; readonly registration: Registration; /** Of every run that made it. */ readonly starters: readonly string[] } & Recordings);

export const initialModelVersion = (): ModelVersion => ({ status: 'awaited', evaluations: [], reruns: [] });

export const evolveModelVersion = (state: ModelVersion, event: Recorded<ModelVersionEvent>): ModelVersion => {
  switch (event.type) {
    case 'ModelVersionRegistered':
      // What was held follows in events of its own.
      return { status: 'registered', registration: event.data, starters: event.data.authors, evaluations: [], reruns: [] };
    case 'ModelVersionMadeAgain':
      return state.status === 'awaited' ? state : { ...state, starters: [...state.starters, ...event.data.authors] };
    case 'ModelVersionEvaluated':
    case 'EvaluationHeld':
      return { ...state, evaluations: [...state.evaluations, event.data] };
    case 'ModelVersionReproduced':
    case 'ModelVersionNotReproduced':
    case 'RerunHeld':
      return { ...state, reruns: [...state.reruns, event.data] };
  }
};
