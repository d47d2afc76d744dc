import { when, type IntegrationEvent } from '@throughline/kernel';
import { kpiDefinedV1, kpiRevisedV1 } from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';

const keep = async ({ data, stream, workspace }: IntegrationEvent<{ readonly kpiVersion: number }>, tx: Transaction): Promise<void> => {
  await tx.query(
    `insert into registry.kpi_definition(workspace, kpi, version) values ($1,$2,$3)
     on conflict (workspace, kpi) do update set version = excluded.version`, [workspace, stream, data.kpiVersion]);
};

/** Since which version a KPI measures what it measures today; a new target alone changes nothing of that. */
export const kpiDefinitions: ReadModel = {
  name: 'kpi-definitions', version: 1, tables: ['kpi_definition'],
  on: [when(kpiDefinedV1, keep), when(kpiRevisedV1, keep)],
};

export const kpiDefinedIn = async (tx: Transaction, workspace: string, kpi: string): Promise<number | null> => {
  const { rows } = await tx.query('select version from registry.kpi_definition where workspace = $1 and kpi = $2', [workspace, kpi]);
  return rows[0]?.version ?? null;
};
