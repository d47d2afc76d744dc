import { internalCommand, type RegisteredCommand } from '@throughline/commands';
import { cancelTrainingRun, startScoringRun, startTrainingRun } from '@throughline/training-contracts';
import { AnswerTrainingRunFromCache, AnswerTrainingRunFromCacheHandler } from './answer-training-run-from-cache.ts';
import { CancelTrainingRun, CancelTrainingRunHandler } from './cancel-training-run.ts';
import { ClaimRunManifest, ClaimRunManifestHandler } from './claim-run-manifest.ts';
import { CompleteTrainingRun, CompleteTrainingRunHandler } from './complete-training-run.ts';
import { FailTrainingRun, FailTrainingRunHandler } from './fail-training-run.ts';
import { RecordRunResult, RecordRunResultHandler } from './record-run-result.ts';
import { StartAskedScoringRun, StartAskedScoringRunHandler } from './start-asked-scoring-run.ts';
import { StartScoringRun, StartScoringRunHandler } from './start-scoring-run.ts';
import { StartTrainingRunAttempt, StartTrainingRunAttemptHandler } from './start-training-run-attempt.ts';
import { StartTrainingRun, StartTrainingRunHandler } from './start-training-run.ts';

export const commands: readonly RegisteredCommand[] = [
  { contract: startTrainingRun, command: StartTrainingRun },
  { contract: startScoringRun, command: StartScoringRun },
  { contract: cancelTrainingRun, command: CancelTrainingRun },
  { contract: internalCommand('training', 'start-asked-scoring-run'), command: StartAskedScoringRun },
  { contract: internalCommand('training', 'start-training-run-attempt'), command: StartTrainingRunAttempt },
  { contract: internalCommand('training', 'complete-training-run'), command: CompleteTrainingRun },
  { contract: internalCommand('training', 'answer-training-run-from-cache'), command: AnswerTrainingRunFromCache },
  { contract: internalCommand('training', 'fail-training-run'), command: FailTrainingRun },
  { contract: internalCommand('training', 'claim-run-manifest'), command: ClaimRunManifest },
  { contract: internalCommand('training', 'record-run-result'), command: RecordRunResult },
];

export const handlers = [
  StartTrainingRunHandler, StartScoringRunHandler, CancelTrainingRunHandler, StartAskedScoringRunHandler, StartTrainingRunAttemptHandler,
  CompleteTrainingRunHandler, AnswerTrainingRunFromCacheHandler, FailTrainingRunHandler, ClaimRunManifestHandler, RecordRunResultHandler,
];
