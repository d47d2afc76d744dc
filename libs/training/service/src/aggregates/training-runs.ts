import { Aggregate, type AppendedEvent, type CommandExecutor, type Transaction } from '@throughline/commands';
import { schemaOf } from '@throughline/kernel';
import { trainingRunDecider, type RunRefusal, type TrainingRun, type TrainingRunCommand, type TrainingRunEvent } from '@throughline/training-domain';
import { cancelWork, enqueueWork } from '@throughline/workers';
import { publishTrainingRun } from '../integration/published/training-run.ts';

export const TRAINING_RUN_WORK = 'training-run';
const schema = schemaOf('training');

/** One item of work a run, whether it starts at once or waits first: its id is the run's own. */
const workFollows = async (tx: Transaction, { event, stream, meta }: AppendedEvent): Promise<void> => {
  if (event.type === 'TrainingRunStarted' || event.type === 'TrainingRunDeferred') {
    await enqueueWork(tx, schema, {
      id: stream.slice('training-run-'.length), kind: TRAINING_RUN_WORK, stream, workspace: meta.workspace, payload: {},
      onBehalfOf: meta.onBehalfOf ?? meta.actor, correlationId: meta.correlationId,
    });
  } else if (event.type === 'TrainingRunCancelled') await cancelWork(tx, schema, stream);
};

export class TrainingRuns extends Aggregate<TrainingRunCommand, TrainingRun, TrainingRunEvent, RunRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'training-run', decider: trainingRunDecider, publishing: publishTrainingRun, appended: workFollows });
  }
}
