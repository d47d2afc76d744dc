import { dataContractBreachedV1, dataContractInconclusiveV1, dataContractMetV1, type DataContractMetV1 } from '@throughline/data-quality-contracts';
import { peopleBehind, when, type IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ContractFact } from '@throughline/registry-domain';
import type { ReadModel } from '@throughline/projections';

/** The three verdicts say the same things. */
type Verdict = Pick<DataContractMetV1, 'dataset' | 'datasetVersion' | 'datasetDigest' | 'verification' | 'severeFailures'>;

const keep = (verdict: ContractFact['verdict']) => async (event: IntegrationEvent<Verdict>, tx: Transaction): Promise<void> => {
  const { data, workspace, time } = event;
  await tx.query(
    `insert into registry.contract_verdict(workspace, verification, dataset, dataset_version, dataset_digest, verdict, severe_failures, authors, at)
     values ($1,$2,$3,$4,$5,$6,$7,$8,$9) on conflict (workspace, verification) do nothing`,
    [workspace, data.verification, data.dataset, data.datasetVersion, data.datasetDigest, verdict, data.severeFailures, peopleBehind(event), time]);
};

/** What each verification came to, by the dataset version that it looked at. */
export const contractVerdicts: ReadModel = {
  name: 'contract-verdicts', version: 1, tables: ['contract_verdict'],
  on: [
    when(dataContractMetV1, keep('met')),
    when(dataContractBreachedV1, keep('breached')),
    when(dataContractInconclusiveV1, keep('inconclusive')),
  ],
};

/** The newest verification of these very bytes under this very version name; null when none is known. */
export const newestVerdict = async (
  tx: Transaction, workspace: string, of: { readonly dataset: string; readonly datasetVersion: string; readonly datasetDigest: string },
): Promise<ContractFact | null> => {
  const { rows } = await tx.query(
    `select verification, verdict, severe_failures as "severeFailures", authors from registry.contract_verdict
     where workspace = $1 and dataset = $2 and dataset_version = $3 and dataset_digest = $4 order by at desc, verification limit 1`,
    [workspace, of.dataset, of.datasetVersion, of.datasetDigest]);
  return (rows[0] as ContractFact | undefined) ?? null;
};
