import { when, type IntegrationEvent } from '@throughline/kernel';
import { trainingRunSucceededV1, type TrainingRunSucceededV1 } from '@throughline/training-contracts';
import type { EvaluationPurpose, RecordWindowPredictions, Scorer } from '@throughline/monitoring-domain';
import type { Policy, PolicyCommand } from '@throughline/projections';
import type { RequestEvaluationBody } from '../commands/request-evaluation.ts';

const EVALUATED: readonly string[] = ['baseline', 'evaluation', 'comparison'] satisfies readonly EvaluationPurpose[];

const scorerOf = ({ scorer, subject }: TrainingRunSucceededV1): Scorer | null => {
  if (scorer?.kind === 'feature') return { kind: 'feature', feature: scorer.feature };
  return subject ? { kind: 'model', subject } : null;
};

const commandFor = ({ stream, data }: IntegrationEvent<TrainingRunSucceededV1>): PolicyCommand | null => {
  const { predictions, window, purpose, subject } = data;
  if (data.kind !== 'score' || !predictions) return null;
  if (window) {
    const body: RecordWindowPredictions['data'] = {
      monitor: window.monitor, week: window.week, purpose: purpose === 'window-baseline' ? 'window-baseline' : 'window', run: stream, subject, predictions: predictions.digest,
    };
    return { name: 'record-window-predictions', body, target: window.monitor };
  }
  const scorer = scorerOf(data);
  if (!EVALUATED.includes(purpose) || !scorer) return null;
  const { kpi, model, dataset, datasetName, datasetVersion, datasetDigest, weeks } = data;
  const body: RequestEvaluationBody = {
    run: stream, kpi, purpose: purpose as EvaluationPurpose, scorer, model: scorer.kind === 'model' ? model : null, dataset, datasetName, datasetVersion, datasetDigest, weeks,
    predictions: predictions.digest,
  };
  return { name: 'request-evaluation', body, target: 'evaluation' };
};

/** Predictions are measured: those of a window by its monitor, all others by an evaluation of their own. */
export const whenTrainingRunSucceededThenMeasure: Policy = {
  name: 'when-training-run-succeeded-then-measure',
  startFrom: 'beginning',
  on: [when(trainingRunSucceededV1, (event) => {
    const command = commandFor(event);
    return command ? [command] : [];
  })],
};
