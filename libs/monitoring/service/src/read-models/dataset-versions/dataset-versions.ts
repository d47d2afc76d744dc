import {
  dataContractBreachedV1, dataContractInconclusiveV1, dataContractMetV1, datasetVersionRecordedV1, type DatasetVersionRecordedV1,
} from '@throughline/data-quality-contracts';
import { when, type IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { DatasetVersionFacts, VersionSource } from '@throughline/monitoring-domain';
import type { ReadModel } from '@throughline/projections';

/** A quarantine records its derived version like any other, with the key files of the rows that it leaves out. */
export const keepDatasetVersion = async ({ stream, workspace, data }: IntegrationEvent<DatasetVersionRecordedV1>, tx: Transaction): Promise<void> => {
  const source: VersionSource = {
    dataset: stream, datasetName: data.name, datasetVersion: data.version, file: data.file, sha256: data.sha256, range: data.range, minusKeys: data.minusKeys,
  };
  await tx.query('insert into monitoring.dataset_version(workspace, dataset, version, source) values ($1,$2,$3,$4) on conflict do nothing',
    [workspace, source.dataset, source.datasetVersion, JSON.stringify(source)]);
};

const keepVerdict = (verdict: 'met' | 'breached' | 'inconclusive') =>
  async ({ stream, workspace, time, data }: IntegrationEvent<{ readonly dataset: string; readonly datasetVersion: string }>, tx: Transaction): Promise<void> => {
    await tx.query(
      `insert into monitoring.verdict(workspace, verification, dataset, version, verdict, at) values ($1,$2,$3,$4,$5,$6)
       on conflict (workspace, verification) do update set verdict = excluded.verdict, at = excluded.at`,
      [workspace, stream, data.dataset, data.datasetVersion, verdict, time]);
  };

/** Where the rows of each dataset version are, and what the newest verification said. */
export const datasetVersions: ReadModel = {
  name: 'dataset-versions', version: 1, tables: ['dataset_version', 'verdict'],
  on: [
    when(datasetVersionRecordedV1, keepDatasetVersion),
    when(dataContractMetV1, keepVerdict('met')),
    when(dataContractBreachedV1, keepVerdict('breached')),
    when(dataContractInconclusiveV1, keepVerdict('inconclusive')),
  ],
};

export const findSource = async (tx: Transaction, workspace: string, dataset: string, version: string): Promise<VersionSource | null> => {
  const { rows } = await tx.query('select source from monitoring.dataset_version where workspace = $1 and dataset = $2 and version = $3', [workspace, dataset, version]);
  return (rows[0]?.source as VersionSource | undefined) ?? null;
};

export const findVerdict = async (tx: Transaction, workspace: string, dataset: string, version: string): Promise<DatasetVersionFacts['verdict']> => {
  const { rows } = await tx.query(
    'select verdict from monitoring.verdict where workspace = $1 and dataset = $2 and version = $3 order by at desc, verification desc limit 1', [workspace, dataset, version]);
  return (rows[0]?.verdict as DatasetVersionFacts['verdict'] | undefined) ?? null;
};
