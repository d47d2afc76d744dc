import {
  dataContractBreachedV1, dataContractInconclusiveV1, dataContractMetV1, dataContractPublishedV1, datasetVersionRecordedV1, type DataContractMetV1,
} from '@throughline/data-quality-contracts';
import { when, type IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';
import type { DatasetVersionFact } from '@throughline/training-domain';

const keepVerdict = (verdict: 'met' | 'breached' | 'inconclusive') => async ({ data, workspace, time }: IntegrationEvent<DataContractMetV1>, tx: Transaction): Promise<void> => {
  await tx.query(
    `insert into training.dataset_verdict(workspace, verification, dataset, version, verdict, severe_failures, contract, contract_version, at)
     values ($1,$2,$3,$4,$5,$6,$7,$8,$9) on conflict (workspace, verification) do nothing`,
    [workspace, data.verification, data.dataset, data.datasetVersion, verdict, data.severeFailures, data.contract, data.contractVersion, time]);
};

/** Versions of datasets, what their verifications said, and when each column becomes known by which contract. */
export const datasetVersions: ReadModel = {
  name: 'dataset-versions', version: 1, tables: ['dataset_version', 'dataset_verdict', 'data_contract'],
  on: [
    when(datasetVersionRecordedV1, async ({ data, stream, workspace }, tx: Transaction) => {
      await tx.query(
        `insert into training.dataset_version(workspace, dataset, version, name, file, sha256, range, minus_keys) values ($1,$2,$3,$4,$5,$6,$7,$8)
         on conflict (workspace, dataset, version) do nothing`,
        [workspace, stream, data.version, data.name, data.file, data.sha256, data.range && JSON.stringify(data.range), data.minusKeys]);
    }),
    when(dataContractPublishedV1, async ({ data, stream, workspace }, tx: Transaction) => {
      await tx.query(
        `insert into training.data_contract(workspace, contract, contract_version, document, moments, columns) values ($1,$2,$3,$4,$5,$6)
         on conflict (workspace, contract, contract_version) do nothing`,
        [workspace, stream, data.contractVersion, data.document.digest, data.moments, JSON.stringify(data.columns)]);
    }),
    when(dataContractMetV1, keepVerdict('met')),
    when(dataContractBreachedV1, keepVerdict('breached')),
    when(dataContractInconclusiveV1, keepVerdict('inconclusive')),
  ],
};

/** A version as its newest verification left it. */
export const findDatasetVersion = async (tx: Transaction, workspace: string, dataset: string, version: string): Promise<DatasetVersionFact | null> => {
  const { rows } = await tx.query(
    `select v.dataset, v.name, v.version, v.file, v.sha256, v.range, v.minus_keys as "minusKeys", d.verdict, coalesce(d.severe_failures, '{}') as "severeFailures",
       d.contract_version as "contractVersion", c.document, c.moments, c.columns
     from training.dataset_version v
     left join lateral (select * from training.dataset_verdict d where d.workspace = v.workspace and d.dataset = v.dataset and d.version = v.version
       order by d.at desc, d.verification desc limit 1) d on true
     left join training.data_contract c on c.workspace = v.workspace and c.contract = d.contract and c.contract_version = d.contract_version
     where v.workspace = $1 and v.dataset = $2 and v.version = $3`, [workspace, dataset, version]);
  if (!rows[0]) return null;
  const { document, moments, columns, ...fact } = rows[0];
  return { ...fact, contract: document === null ? null : { contractVersion: fact.contractVersion, document, moments, columns } } as DatasetVersionFact;
};
