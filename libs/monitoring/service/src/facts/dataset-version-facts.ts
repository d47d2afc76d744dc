import type { Transaction } from '@throughline/commands';
import type { DatasetVersionFacts } from '@throughline/monitoring-domain';
import { findContract } from '../read-models/data-contracts/data-contracts.ts';
import { findSource, findVerdict } from '../read-models/dataset-versions/dataset-versions.ts';

export const datasetVersionFacts = async (tx: Transaction, workspace: string, dataset: string, version: string): Promise<DatasetVersionFacts | null> => {
  const source = await findSource(tx, workspace, dataset, version);
  if (!source) return null;
  const contract = await findContract(tx, workspace, dataset);
  return { source, verdict: await findVerdict(tx, workspace, dataset, version), columns: contract?.columns ?? null, moments: contract?.moments ?? [] };
};
