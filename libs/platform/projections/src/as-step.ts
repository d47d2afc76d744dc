import type { Transaction } from '@throughline/commands';

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
