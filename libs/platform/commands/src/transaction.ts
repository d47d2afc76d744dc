import type { Pool, PoolClient } from 'pg';
import type { Transaction } from './command.ts';

/** Runs work in one READ COMMITTED transaction. A client whose rollback fails is thrown away with its connection. */
export const inTransaction = async <T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A back end that dies between two statements says so by an event, which nobody else would hear; the next statement fails.
  const lost = (error: Error): void => { broken = error; };
  client.on('error', lost);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => { broken = failure instanceof Error ? failure : new Error(String(failure)); });
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
};

/** Runs work inside a transaction of somebody else, so that its failure takes back only itself. */
export const inSavepoint = async <T>(tx: Transaction, work: () => Promise<T>): Promise<T> => {
  await tx.query('savepoint step');
  try {
    const result = await work();
    await tx.query('release savepoint step');
    return result;
  } catch (error) {
    await tx.query('rollback to savepoint step').catch((cause: unknown) => { throw new AggregateError([error, cause], 'rollback to savepoint failed', { cause }); });
    throw error;
  }
};
