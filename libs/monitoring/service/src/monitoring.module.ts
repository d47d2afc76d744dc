import { monitoringEvents } from '@throughline/monitoring-contracts';
import type { ContextDefinition } from '@throughline/context';
import { Comparisons } from './aggregates/comparisons.ts';
import { Evaluations } from './aggregates/evaluations.ts';
import { Monitors } from './aggregates/monitors.ts';
import { commands, handlers } from './commands/index.ts';
import { eventBackbone } from './migrations/1764072000000-event-backbone.ts';
import { factsAndMeasurements } from './migrations/1764072000001-facts-and-measurements.ts';
import { whenBaselineMeasuredThenMeasureBesideIt } from './policies/when-baseline-measured-then-measure-beside-it.ts';
import { whenFactBecameKnownThenResume } from './policies/when-fact-became-known-then-resume.ts';
import { whenProductionChangedThenActivateMonitor } from './policies/when-production-changed-then-activate-monitor.ts';
import { whenTrainingRunFailedThenRecordWindowScoringFailure } from './policies/when-training-run-failed-then-record-window-scoring-failure.ts';
import { whenTrainingRunSucceededThenMeasure } from './policies/when-training-run-succeeded-then-measure.ts';
import { dataContracts } from './read-models/data-contracts/data-contracts.ts';
import { datasetVersions } from './read-models/dataset-versions/dataset-versions.ts';
import { kpis } from './read-models/kpis/kpis.ts';
import { modelVersions } from './read-models/model-versions/model-versions.ts';
import { scoreRuns } from './read-models/score-runs/score-runs.ts';
import { CompareModelVersionsWorker } from './workers/compare-model-versions.ts';
import { MeasureEvaluation } from './workers/measure-evaluation.ts';
import { MeasureWindow } from './workers/measure-window.ts';
import { MeasuringTools } from './workers/measuring-tools.ts';

/** Composition root of the monitoring context. */
export const monitoringContext: ContextDefinition = {
  name: 'monitoring',
  events: monitoringEvents,
  migrations: [eventBackbone, factsAndMeasurements],
  aggregates: [Comparisons, Evaluations, Monitors],
  commands,
  handlers,
  readModels: [dataContracts, datasetVersions, kpis, modelVersions, scoreRuns],
  policies: [
    whenBaselineMeasuredThenMeasureBesideIt, whenFactBecameKnownThenResume, whenProductionChangedThenActivateMonitor,
    whenTrainingRunFailedThenRecordWindowScoringFailure, whenTrainingRunSucceededThenMeasure,
  ],
  workers: [CompareModelVersionsWorker, MeasureEvaluation, MeasureWindow],
  providers: [MeasuringTools],
};
