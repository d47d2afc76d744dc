import { when, type Subject } from '@throughline/kernel';
import { trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';

export interface KnownScoreRun {
  readonly run: string;
  readonly kpi: string;
  readonly model: string | null;
  readonly subject: Subject | null;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly weeks: readonly string[];
  readonly predictions: string;
}

/** Scoring runs that gave predictions. */
export const scoreRuns: ReadModel = {
  name: 'score-runs', version: 1, tables: ['score_run'],
  on: [when(trainingRunSucceededV1, async ({ stream, workspace, data }, tx: Transaction) => {
    if (data.kind !== 'score' || !data.predictions) return;
    const { kpi, model, subject, dataset, datasetVersion, weeks, predictions } = data;
    const scored: KnownScoreRun = { run: stream, kpi, model, subject, dataset, datasetVersion, weeks, predictions: predictions.digest };
    await tx.query('insert into monitoring.score_run(workspace, run, scored) values ($1,$2,$3) on conflict do nothing', [workspace, stream, JSON.stringify(scored)]);
  })],
};

export const findScoreRun = async (tx: Transaction, workspace: string, run: string): Promise<KnownScoreRun | null> => {
  const { rows } = await tx.query('select scored from monitoring.score_run where workspace = $1 and run = $2', [workspace, run]);
  return (rows[0]?.scored as KnownScoreRun | undefined) ?? null;
};
