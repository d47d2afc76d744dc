import { accept, reject, type Decision, type Subject } from '@throughline/kernel';
import type { RunRefusal } from './refusal.ts';
import type { RunSpec, RunResult } from './run-spec.ts';
import type { Cached, TrainingRun, TrainingRunCommand, TrainingRunEvent } from './training-run.ts';

type Asked<T extends TrainingRunCommand['type']> = Extract<TrainingRunCommand, { type: T }>['data'];
type RunDecision = Decision<TrainingRunEvent, RunRefusal>;
type Live = Extract<TrainingRun, { status: 'deferred' | 'started' }>;

const spoken = (state: Live): Pick<RunSpec, 'kind' | 'purpose' | 'kpi' | 'window'> => {
  const { kind, purpose, kpi, window } = state.status === 'started' ? state.spec : state;
  return { kind, purpose, kpi, window };
};

const succeeded = (state: Extract<TrainingRun, { status: 'started' }>, result: RunResult, seconds: number, cached: Cached | null): RunDecision => {
  const subject: Subject | null = result.artifact ? { kind: 'artifact', digest: result.artifact.digest } : state.spec.subject;
  return accept({ type: 'TrainingRunSucceeded', data: { ...result, spec: state.spec, subject, cached, seconds, attempts: state.attempts } });
};

export const startAttempt = ({ attempt }: Asked<'StartAttempt'>, state: TrainingRun): RunDecision => {
  if (state.status !== 'started') return reject('TRAINING.RUN_ENDED', { status: state.status });
  return attempt > state.attempts ? accept({ type: 'TrainingRunAttemptStarted', data: { attempt } }) : accept();
};

/** A late exit, or one of an attempt that was given up, changes nothing: terminal states stay, only the newest attempt counts. */
export const completeRun = ({ attempt, result, seconds }: Asked<'CompleteRun'>, state: TrainingRun): RunDecision =>
  (state.status === 'started' && state.attempts === attempt ? succeeded(state, result, seconds, null) : accept());

export const answerFromCache = ({ cached, result, seconds }: Asked<'AnswerFromCache'>, state: TrainingRun): RunDecision =>
  (state.status === 'started' && !state.spec.forced ? succeeded(state, result, seconds, cached) : accept());

export const failRun = ({ attempt, ...failure }: Asked<'FailRun'>, state: TrainingRun): RunDecision => {
  if (state.status === 'deferred') return accept({ type: 'TrainingRunFailed', data: { ...spoken(state), ...failure, attempts: 0 } });
  if (state.status !== 'started' || attempt < state.attempts) return accept();
  return accept({ type: 'TrainingRunFailed', data: { ...spoken(state), ...failure, attempts: state.attempts } });
};

export const cancelRun = ({ reason }: Asked<'CancelRun'>, state: TrainingRun): RunDecision => {
  switch (state.status) {
    case 'absent': return reject('TRAINING.NO_SUCH_RUN');
    case 'cancelled': return accept();
    case 'succeeded':
    case 'failed': return reject('TRAINING.RUN_ENDED', { status: state.status });
    case 'deferred':
    case 'started': return accept({ type: 'TrainingRunCancelled', data: { ...spoken(state), reason } });
  }
};
