import { when, type IntegrationEvent } from '@throughline/kernel';
import { kpiBaselineRecordedV1, kpiDefinedV1, kpiRevisedV1, kpiTargetSetV1, type KpiDefinition } from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { KpiPin } from '@throughline/monitoring-domain';
import type { ReadModel } from '@throughline/projections';

export const keepKpi = async ({ workspace, stream, version, data }: IntegrationEvent<{ readonly kpiVersion: number; readonly definition: KpiDefinition }>, tx: Transaction): Promise<void> => {
  await tx.query(
    `insert into monitoring.kpi(workspace, kpi, kpi_version, definition, published_version) values ($1,$2,$3,$4,$5)
     on conflict (workspace, kpi) do update set kpi_version = excluded.kpi_version, definition = excluded.definition, target = null, baseline_evaluation = null,
       published_version = excluded.published_version
     where kpi.published_version < excluded.published_version`,
    [workspace, stream, data.kpiVersion, JSON.stringify(data.definition), version]);
};

/** The newest version of every KPI: what is measured, and against which target. */
export const kpis: ReadModel = {
  name: 'kpis', version: 1, tables: ['kpi'],
  on: [
    when(kpiDefinedV1, keepKpi),
    when(kpiRevisedV1, keepKpi),
    when(kpiBaselineRecordedV1, async ({ workspace, stream, version, data }, tx: Transaction) => {
      await tx.query('update monitoring.kpi set baseline_evaluation = $4, published_version = $3 where workspace = $1 and kpi = $2 and published_version < $3',
        [workspace, stream, version, data.evaluation]);
    }),
    when(kpiTargetSetV1, async ({ workspace, stream, version, data }, tx: Transaction) => {
      await tx.query('update monitoring.kpi set kpi_version = $4, target = $5, published_version = $3 where workspace = $1 and kpi = $2 and published_version < $3',
        [workspace, stream, version, data.kpiVersion, data.target]);
    }),
  ],
};

export interface KnownKpi {
  readonly pin: KpiPin;
  readonly baselineEvaluation: string | null;
}

export const findKpi = async (tx: Transaction, workspace: string, kpi: string): Promise<KnownKpi | null> => {
  const { rows } = await tx.query<{ kpi_version: number; definition: KpiDefinition; target: number | null; baseline_evaluation: string | null }>(
    'select kpi_version, definition, target, baseline_evaluation from monitoring.kpi where workspace = $1 and kpi = $2', [workspace, kpi]);
  const row = rows[0];
  if (!row) return null;
  const { metric, direction, procedure, guards } = row.definition;
  return {
    pin: { kpi, kpiVersion: row.kpi_version, share: metric.share, direction, procedure, target: row.target, guards },
    baselineEvaluation: row.baseline_evaluation,
  };
};
