import { command, event, givenThe } from '@throughline/testing';
import { aDigest, aScoringRun, aTrainingRun, subject } from '../../test/runs.ts';
import type { RunResult } from './run-spec.ts';
import { trainingRunDecider } from './training-run.decider.ts';
import type { TrainingRunCommand, TrainingRunEvent } from './training-run.ts';

const given = givenThe(trainingRunDecider);
const planned = (asked: Pick<TrainingRunCommand, 'type' | 'data'>) => {
  const { decision } = given().when(command<TrainingRunCommand>(asked.type, asked.data));
  if (!decision.accepted || decision.events[0]?.type !== 'TrainingRunStarted') throw new Error('not started');
  return decision.events[0];
};
const train = planned({ type: 'StartTrainingRun', data: aTrainingRun() });
const forced = planned({ type: 'StartTrainingRun', data: aTrainingRun({ forced: true }) });
const score = planned({ type: 'StartScoringRun', data: aScoringRun() });
const attempt = (n: number) => event<TrainingRunEvent>('TrainingRunAttemptStarted', { attempt: n });
const model: RunResult = { artifact: { digest: aDigest('model'), size: 10 }, predictions: null, series: null, outputComplete: true };
const predictions: RunResult = { artifact: null, predictions: { digest: aDigest('predictions'), size: 10 }, series: null, outputComplete: true };
const complete = (n: number, result = model) => command<TrainingRunCommand>('CompleteRun', { attempt: n, result, seconds: 2 });
const fail = (n: number) => command<TrainingRunCommand>('FailRun', { attempt: n, reason: 'exit code 3', exitCode: 3, series: null });
const cancel = command<TrainingRunCommand>('CancelRun', { reason: 'The wrong months.' });
const fromCache = command<TrainingRunCommand>('AnswerFromCache', { cached: { run: 'training-run-0', reason: 'same manifest' }, result: model, seconds: 0 });
const spoken = { kind: 'train', purpose: 'train', kpi: 'kpi-1', window: null } as const;
const succeeded = event<TrainingRunEvent>('TrainingRunSucceeded', { ...model, spec: train.data.spec, subject, cached: null, seconds: 2, attempts: 1 });
const failed = event<TrainingRunEvent>('TrainingRunFailed', { ...spoken, reason: 'exit code 3', exitCode: 3, series: null, attempts: 1 });
const cancelled = event<TrainingRunEvent>('TrainingRunCancelled', { ...spoken, reason: 'The wrong months.' });

describe('the end of a run', () => {
  it('is the result of its newest attempt; the artefact names the model version', () => {
    given(train, attempt(1)).when(complete(1)).then(succeeded);
  });

  it('keeps the model version that scored', () => {
    given(score, attempt(1)).when(complete(1, predictions)).then({ type: 'TrainingRunSucceeded', data: { ...predictions, spec: score.data.spec, subject, cached: null, seconds: 2, attempts: 1 } });
  });

  it('is not what an attempt that was given up brings', () => {
    given(train, attempt(1), attempt(2)).when(complete(1)).thenNothing();
    given(train, attempt(1), attempt(2)).when(fail(1)).thenNothing();
  });

  it.each([['success', succeeded], ['failure', failed], ['cancellation', cancelled]])('stays a %s, whatever exit comes late', (_, end) => {
    given(train, attempt(1), end).when(complete(1)).thenNothing();
    given(train, attempt(1), end).when(fail(1)).thenNothing();
    given(train, attempt(1), end).when(command<TrainingRunCommand>('StartAttempt', { attempt: 2 })).thenRefused('TRAINING.RUN_ENDED');
  });

  it('may be a failure with the program\'s exit code', () => {
    given(train, attempt(1)).when(fail(1)).then(failed);
  });

  it('may be a failure before any attempt, or of a run that still waited', () => {
    given(train).when(fail(3)).then({ type: 'TrainingRunFailed', data: { ...failed.data, attempts: 0 } as never });
    given(event<TrainingRunEvent>('TrainingRunDeferred', { ...spoken, purpose: 'window', kind: 'score', dataset: 'd', datasetVersion: '4', subject, waitingFor: 'x', asked: {} }))
      .when(fail(1)).then({ type: 'TrainingRunFailed', data: { ...spoken, kind: 'score', purpose: 'window', reason: 'exit code 3', exitCode: 3, series: null, attempts: 0 } });
  });

  it('may come from the cache, with the reason; never when a rerun was asked for', () => {
    given(train).when(fromCache).then({ type: 'TrainingRunSucceeded', data: { ...model, spec: train.data.spec, subject, cached: { run: 'training-run-0', reason: 'same manifest' }, seconds: 0, attempts: 0 } });
    given(forced).when(fromCache).thenNothing();
  });

  it('may be called by a person, once, and not after it', () => {
    given(train, attempt(1)).when(cancel).then(cancelled);
    given(train, cancelled).when(cancel).thenNothing();
    given(train, attempt(1), succeeded).when(cancel).thenRefused('TRAINING.RUN_ENDED', { status: 'succeeded' });
    given().when(cancel).thenRefused('TRAINING.NO_SUCH_RUN');
  });

  it('counts attempts upwards only', () => {
    given(train).when(command<TrainingRunCommand>('StartAttempt', { attempt: 1 })).then(attempt(1));
    given(train, attempt(2)).when(command<TrainingRunCommand>('StartAttempt', { attempt: 2 })).thenNothing();
  });
});
