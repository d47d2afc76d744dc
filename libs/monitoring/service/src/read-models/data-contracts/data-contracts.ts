import { dataContractPublishedV1, type DataContractPublishedV1 } from '@throughline/data-quality-contracts';
import { when, type IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ContractColumn } from '@throughline/monitoring-domain';
import type { ReadModel } from '@throughline/projections';

export const keepDataContract = async ({ stream, workspace, time, data }: IntegrationEvent<DataContractPublishedV1>, tx: Transaction): Promise<void> => {
  await tx.query(
    `insert into monitoring.data_contract(workspace, contract, dataset, contract_version, columns, moments, at) values ($1,$2,$3,$4,$5,$6,$7)
     on conflict (workspace, contract) do update set dataset = excluded.dataset, contract_version = excluded.contract_version, columns = excluded.columns,
       moments = excluded.moments, at = excluded.at
     where data_contract.contract_version < excluded.contract_version`,
    [workspace, stream, data.dataset, data.contractVersion, JSON.stringify(data.columns), JSON.stringify(data.moments), time]);
};

/** The columns that the newest contract of a dataset promises, and when each becomes known. */
export const dataContracts: ReadModel = {
  name: 'data-contracts', version: 1, tables: ['data_contract'],
  on: [when(dataContractPublishedV1, keepDataContract)],
};

export interface KnownContract {
  readonly columns: readonly ContractColumn[];
  readonly moments: readonly string[];
}

export const findContract = async (tx: Transaction, workspace: string, dataset: string): Promise<KnownContract | null> => {
  const { rows } = await tx.query('select columns, moments from monitoring.data_contract where workspace = $1 and dataset = $2 order by at desc, contract limit 1', [workspace, dataset]);
  return (rows[0] as KnownContract | undefined) ?? null;
};
