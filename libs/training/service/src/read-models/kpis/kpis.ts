import { when } from '@throughline/kernel';
import { kpiDefinedV1, kpiRevisedV1, kpiTargetSetV1, type KpiDefinition } from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';
import type { KpiFact } from '@throughline/training-domain';

const keep = async (tx: Transaction, workspace: string, kpi: string, kpiVersion: number, { procedure }: KpiDefinition): Promise<void> => {
  await tx.query(
    `insert into training.kpi(workspace, kpi, kpi_version, procedure) values ($1,$2,$3,$4)
     on conflict (workspace, kpi) do update set kpi_version = excluded.kpi_version, procedure = excluded.procedure`,
    [workspace, kpi, kpiVersion, JSON.stringify(procedure)]);
};

/** The KPIs that runs may serve, in their newest version, and what each counts as positive. */
export const kpis: ReadModel = {
  name: 'kpis', version: 1, tables: ['kpi'],
  on: [
    when(kpiDefinedV1, ({ data, stream, workspace }, tx: Transaction) => keep(tx, workspace, stream, data.kpiVersion, data.definition)),
    when(kpiRevisedV1, ({ data, stream, workspace }, tx: Transaction) => keep(tx, workspace, stream, data.kpiVersion, data.definition)),
    when(kpiTargetSetV1, async ({ data, stream, workspace }, tx: Transaction) => {
      await tx.query('update training.kpi set kpi_version = $3 where workspace = $1 and kpi = $2', [workspace, stream, data.kpiVersion]);
    }),
  ],
};

export const findKpi = async (tx: Transaction, workspace: string, kpi: string): Promise<KpiFact | null> => {
  const { rows } = await tx.query('select kpi, kpi_version as "kpiVersion", procedure from training.kpi where workspace = $1 and kpi = $2', [workspace, kpi]);
  return (rows[0] as KpiFact | undefined) ?? null;
};
