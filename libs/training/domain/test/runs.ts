import { digestOf, type Digest, type Subject } from '@throughline/kernel';
import type { FeatureSet } from '../src/features/index.ts';
import type { DatasetVersionFact, KpiFact, Recipe, RunFacts } from '../src/training-run/run-facts.ts';
import type { StartScoringRun } from '../src/training-run/start-scoring-run.ts';
import type { StartTrainingRun } from '../src/training-run/start-training-run.ts';

/** What tests of runs share: a small flights dataset and a model of it. */
export const aDigest = (of: string): Digest => digestOf(of);

export const features: FeatureSet = {
  features: [
    { kind: 'row', name: 'weekday', expression: 'isodow(day)', columns: ['day'] },
    { kind: 'history', name: 'origin_late_1d', rate: { expression: 'delay > 15', columns: ['delay'] }, by: ['origin'], days: 1, lag: 1 },
  ],
  label: { name: 'late', expression: 'delay > 15', columns: ['delay'] },
};

export const kpi: KpiFact = { kpi: 'kpi-1', kpiVersion: 2, procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] } };

export const version: DatasetVersionFact = {
  dataset: 'dataset-1', name: 'flights', version: '3-q1', file: 'flights.parquet', sha256: aDigest('file'), range: { column: 'date', from: '2001-01-01', to: '2001-04-01' },
  minusKeys: [aDigest('keys')], verdict: 'met', severeFailures: [], contractVersion: 1,
  contract: {
    contractVersion: 1, document: aDigest('contract'), moments: ['prediction', 'departure', 'arrival'],
    columns: [
      { name: 'date', logicalType: 'timestamp', availableAt: 'departure', expression: null },
      { name: 'origin', logicalType: 'string', availableAt: 'prediction', expression: null },
      { name: 'delay', logicalType: 'integer', availableAt: 'arrival', expression: null },
      { name: 'note', logicalType: 'string', availableAt: null, expression: null },
      { name: 'day', logicalType: 'date', availableAt: 'prediction', expression: 'cast(date as date)' },
    ],
  },
};

export const facts: RunFacts = { kpi, version, environment: { node: 'v24.0.0', duckdb: 'v1.5', platform: 'linux-x64' } };

export const aTrainingRun = (given: Partial<StartTrainingRun> = {}, more: Partial<StartTrainingRun['facts']> = {}): StartTrainingRun => ({
  kpi: 'kpi-1', model: 'late-flights', dataset: 'dataset-1', datasetVersion: '3-q1', period: { from: '2001-01-01', to: '2001-03-01' }, command: ['node', 'train.mjs'],
  parameters: { epochs: 6 }, seed: 7, input: 'csv', evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W10'], program: { command: ['node', 'score.mjs'] } },
  forced: false, limits: {}, ...given,
  facts: { ...facts, features: { ok: true, features }, program: { folder: 'programs', codeDigest: aDigest('code') }, evaluateOnVersion: version, ...more },
});

export const subject: Subject = { kind: 'artifact', digest: aDigest('model') };

export const recipe: Recipe = {
  run: 'training-run-1', model: 'late-flights', program: { folder: 'programs', codeDigest: aDigest('code'), command: ['node', 'score.mjs'] }, featureSet: features,
  parameters: { epochs: 6 }, seed: 7, input: 'csv',
};

export const aScoringRun = (given: Partial<StartScoringRun> = {}): StartScoringRun => ({
  kpi: 'kpi-1', kpiVersion: null, dataset: 'dataset-1', datasetVersion: '3-q1', weeks: ['2001-W11', '2001-W10'], purpose: 'evaluation', window: null,
  scorer: { kind: 'model', subject, recipe }, forced: false, limits: {}, asked: null, facts, ...given,
});
