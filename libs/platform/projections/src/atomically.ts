import type { Pool, PoolClient } from 'pg';
import type { Transaction } from '@throughline/commands';

/**
 * Runs work in one READ COMMITTED transaction. A connection that dies meanwhile fails the work (and not the process, as an unheard
 * `error` event would), and is thrown away.
 */
export const atomically = async <T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const died = (error: Error): void => { broken = error; };
  client.on('error', died);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(died);
    throw error;
  } finally {
    client.off('error', died);
    client.release(broken);
  }
};

/** Runs a step whose failure takes back only itself; deferred constraints are checked within it. */
export const asStep = async (tx: Transaction, step: () => Promise<void>): Promise<void> => {
  await tx.query('savepoint projection');
  try {
    await step();
    await tx.query('set constraints all immediate');
    await tx.query('release savepoint projection');
  } catch (error) {
    await tx.query('rollback to savepoint projection').catch((cause: unknown) => { throw new AggregateError([error, cause], 'rollback to savepoint failed', { cause }); });
    throw error;
  }
};
