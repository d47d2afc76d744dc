import type { ContextDefinition } from '@throughline/context';
import { trainingEvents } from '@throughline/training-contracts';
import { RunManifests } from './aggregates/run-manifests.ts';
import { TrainingRuns } from './aggregates/training-runs.ts';
import { commands, handlers } from './commands/index.ts';
import { RunEnvironment } from './environment/run-environment.ts';
import { LocalProcessExecutor } from './executor/local-process.ts';
import { PROGRAM_EXECUTOR } from './executor/program-executor.ts';
import { eventBackbone } from './migrations/1764072000000-event-backbone.ts';
import { factsForRuns } from './migrations/1764072000001-facts-for-runs.ts';
import { whenTrainingRunSucceededThenStartScoringRun } from './policies/when-training-run-succeeded-then-start-scoring-run.ts';
import { whenWindowOpenedThenStartScoringRuns } from './policies/when-window-opened-then-start-scoring-runs.ts';
import { datasetVersions } from './read-models/dataset-versions/dataset-versions.ts';
import { kpis } from './read-models/kpis/kpis.ts';
import { modelMakers } from './read-models/model-makers/model-makers.ts';
import { TrainingRunWorker } from './workers/training-run-worker.ts';

/** Composition root of the training context. */
export const trainingContext: ContextDefinition = {
  name: 'training',
  events: trainingEvents,
  migrations: [eventBackbone, factsForRuns],
  aggregates: [TrainingRuns, RunManifests],
  commands,
  handlers,
  readModels: [kpis, datasetVersions, modelMakers],
  policies: [whenTrainingRunSucceededThenStartScoringRun, whenWindowOpenedThenStartScoringRuns],
  workers: [TrainingRunWorker],
  providers: [RunEnvironment, { provide: PROGRAM_EXECUTOR, useValue: new LocalProcessExecutor() }],
};
