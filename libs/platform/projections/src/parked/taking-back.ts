import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '@throughline/commands';

class TakenBack<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('a dry run is taken back');
    this.result = result;
  }
}

/** Does work in a transaction; on a dry run it is rolled back, and only what it came to is kept. */
export const takingBack = async <T>(pool: Pool, dryRun: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> => {
  if (!dryRun) return inTransaction(pool, work);
  try {
    return await inTransaction(pool, async (tx) => { throw new TakenBack(await work(tx)); });
  } catch (error) {
    if (error instanceof TakenBack) return error.result as T;
    throw error;
  }
};
