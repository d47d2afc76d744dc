import type { Decider } from '@throughline/kernel';
import { answerFromCache, cancelRun, completeRun, failRun, startAttempt } from './end-run.ts';
import type { RunRefusal } from './refusal.ts';
import { startScoringRun } from './start-scoring-run.ts';
import { startTrainingRun } from './start-training-run.ts';
import { evolveTrainingRun, initialTrainingRun, type TrainingRun, type TrainingRunCommand, type TrainingRunEvent } from './training-run.ts';

export const trainingRunDecider: Decider<TrainingRunCommand, TrainingRun, TrainingRunEvent, RunRefusal> = {
  initialState: initialTrainingRun,
  evolve: evolveTrainingRun,
  decide: (command, state) => {
    switch (command.type) {
      case 'StartTrainingRun': return startTrainingRun(command.data, state);
      case 'StartScoringRun': return startScoringRun(command.data, state);
      case 'StartAttempt': return startAttempt(command.data, state);
      case 'CompleteRun': return completeRun(command.data, state);
      case 'AnswerFromCache': return answerFromCache(command.data, state);
      case 'FailRun': return failRun(command.data, state);
      case 'CancelRun': return cancelRun(command.data, state);
    }
  },
};
