import type { Command, Event, Json, Recorded, Subject } from '@throughline/kernel';
import type { PlannedRun } from './plan-run.ts';
import type { RunKind, RunPurpose, RunResult, RunSpec, RunWindow, Stored } from './run-spec.ts';
import type { StartScoringRun } from './start-scoring-run.ts';
import type { StartTrainingRun } from './start-training-run.ts';

export interface Cached {
  readonly run: string;
  readonly reason: string;
}

/** What is known of a run before all of its facts are. */
export interface DeferredRun {
  readonly kind: RunKind;
  readonly purpose: RunPurpose;
  readonly kpi: string;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly subject: Subject | null;
  readonly window: RunWindow | null;
  readonly waitingFor: string;
  /** What to ask again; not published. */
  readonly asked: Json;
}

export interface Failure {
  readonly reason: string;
  readonly exitCode: number | null;
  readonly series: Stored | null;
}

export type TrainingRunCommand =
  | Command<'StartTrainingRun', StartTrainingRun>
  | Command<'StartScoringRun', StartScoringRun>
  | Command<'StartAttempt', { readonly attempt: number }>
  | Command<'CompleteRun', { readonly attempt: number; readonly result: RunResult; readonly seconds: number }>
  | Command<'AnswerFromCache', { readonly cached: Cached; readonly result: RunResult; readonly seconds: number }>
  | Command<'FailRun', { readonly attempt: number } & Failure>
  | Command<'CancelRun', { readonly reason: string }>;

type Spoken = Pick<RunSpec, 'kind' | 'purpose' | 'kpi' | 'window'>;

export type TrainingRunEvent =
  | Event<'TrainingRunStarted', PlannedRun>
  | Event<'TrainingRunDeferred', DeferredRun>
  | Event<'TrainingRunAttemptStarted', { readonly attempt: number }>
  | Event<'TrainingRunSucceeded', RunResult & { readonly spec: RunSpec; readonly subject: Subject | null; readonly cached: Cached | null; readonly seconds: number; readonly attempts: number }>
  | Event<'TrainingRunFailed', Spoken & Failure & { readonly attempts: number }>
  | Event<'TrainingRunCancelled', Spoken & { readonly reason: string }>;

interface Planned extends PlannedRun {
  readonly attempts: number;
}

export type TrainingRun =
  | { readonly status: 'absent' }
  | ({ readonly status: 'deferred'; readonly since: string } & DeferredRun)
  | ({ readonly status: 'started' } & Planned)
  | ({ readonly status: 'succeeded'; readonly result: RunResult; readonly subject: Subject | null; readonly cached: Cached | null } & Planned)
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'cancelled'; readonly reason: string };

export const initialTrainingRun = (): TrainingRun => ({ status: 'absent' });

export const evolveTrainingRun = (state: TrainingRun, event: Recorded<TrainingRunEvent>): TrainingRun => {
  switch (event.type) {
    case 'TrainingRunStarted':
      return { status: 'started', ...event.data, attempts: 0 };
    case 'TrainingRunDeferred':
      return { status: 'deferred', since: event.recordedAt, ...event.data };
    case 'TrainingRunAttemptStarted':
      return state.status === 'started' ? { ...state, attempts: event.data.attempt } : state;
    case 'TrainingRunSucceeded': {
      if (state.status !== 'started') return state;
      const { artifact, predictions, series, outputComplete, subject, cached } = event.data;
      return { ...state, status: 'succeeded', result: { artifact, predictions, series, outputComplete }, subject, cached };
    }
    case 'TrainingRunFailed':
      return { status: 'failed', reason: event.data.reason };
    case 'TrainingRunCancelled':
      return { status: 'cancelled', reason: event.data.reason };
  }
};
