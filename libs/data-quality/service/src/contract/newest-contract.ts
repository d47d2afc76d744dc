import type { Transaction } from '@throughline/commands';

/** Remembers which contract was published last for a dataset. */
export const keepNewestContract = async (tx: Transaction, workspace: string, dataset: string, contract: string): Promise<void> => {
  await tx.query(
    `insert into data_quality.newest_contract(workspace, dataset, contract) values ($1,$2,$3)
     on conflict (workspace, dataset) do update set contract = excluded.contract`, [workspace, dataset, contract]);
};

/** Stream of the contract that a dataset is held to; null when it has none. */
export const newestContract = async (tx: Transaction, workspace: string, dataset: string): Promise<string | null> => {
  const { rows } = await tx.query('select contract from data_quality.newest_contract where workspace = $1 and dataset = $2', [workspace, dataset]);
  return (rows[0]?.contract as string | undefined) ?? null;
};
