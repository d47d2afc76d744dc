import { publish, type Publishing } from '@throughline/commands';
import {
  trainingRunAttemptStartedV1, trainingRunCancelledV1, trainingRunDeferredV1, trainingRunFailedV1, trainingRunStartedV1, trainingRunSucceededV1,
} from '@throughline/training-contracts';
import type { EvaluateOn, RunSpec, TrainingRunEvent } from '@throughline/training-domain';

const evaluateOnOf = (on: EvaluateOn | null) => on && { ...on, weeks: [...on.weeks], program: { command: [...on.program.command] } };

const startedOf = (spec: RunSpec) => ({
  ...spec, weeks: [...spec.weeks], program: spec.program && { ...spec.program, command: [...spec.program.command] },
  features: { ...spec.features, names: [...spec.features.names] }, label: spec.label && { ...spec.label, columns: [...spec.label.columns] },
  evaluateOn: evaluateOnOf(spec.evaluateOn),
});

export const publishTrainingRun: Publishing<TrainingRunEvent> = {
  // The manifest, the features' and the parameters' text are in the blob store under the digests that are published.
  TrainingRunStarted: ({ spec }) => publish(trainingRunStartedV1, startedOf(spec)),
  TrainingRunDeferred: ({ asked: _, ...data }) => publish(trainingRunDeferredV1, data),
  TrainingRunAttemptStarted: (data) => publish(trainingRunAttemptStartedV1, data),
  TrainingRunSucceeded: ({ spec, ...end }) => publish(trainingRunSucceededV1, {
    ...end, kind: spec.kind, purpose: spec.purpose, kpi: spec.kpi, kpiVersion: spec.kpiVersion, model: spec.model, dataset: spec.dataset, datasetName: spec.datasetName,
    datasetVersion: spec.datasetVersion, datasetDigest: spec.datasetDigest, contractVersion: spec.contractVersion, period: spec.period, weeks: [...spec.weeks],
    scorer: spec.scorer, window: spec.window, evaluateOn: evaluateOnOf(spec.evaluateOn), manifestDigest: spec.manifestDigest,
  }),
  TrainingRunFailed: (data) => publish(trainingRunFailedV1, data),
  TrainingRunCancelled: (data) => publish(trainingRunCancelledV1, data),
};
