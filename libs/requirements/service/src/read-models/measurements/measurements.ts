import { evaluationMeasuredV1 } from '@throughline/monitoring-contracts';
import { when } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Measurement } from '@throughline/requirements-domain';
import type { ReadModel } from '@throughline/projections';

/** What monitoring measured for each KPI: baselines are taken from here, never from input. */
export const measurements: ReadModel = {
  name: 'measurements', version: 1, tables: ['measurement'],
  on: [
    when(evaluationMeasuredV1, async ({ data, stream, workspace }, tx: Transaction) => {
      const { recallAtShare } = data.figures;
      await tx.query(
        `insert into requirements.measurement(workspace, evaluation, kpi, kpi_version, of_model, value, reason, dataset_digest, dataset_version, weeks)
         values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) on conflict (workspace, evaluation) do nothing`,
        [workspace, stream, data.kpi, data.kpiVersion, data.subject !== null, recallAtShare.value, recallAtShare.reason,
          data.datasetDigest, data.datasetVersion, data.weeks.map((w) => w.week)]);
    }),
  ],
};

export const findMeasurement = async (tx: Transaction, workspace: string, evaluation: string): Promise<Measurement | null> => {
  const { rows } = await tx.query(
    `select evaluation, kpi, kpi_version as "kpiVersion", of_model as "ofModel", value, reason, dataset_digest as "datasetDigest",
       dataset_version as "datasetVersion", weeks from requirements.measurement where workspace = $1 and evaluation = $2`, [workspace, evaluation]);
  return (rows[0] as Measurement | undefined) ?? null;
};
