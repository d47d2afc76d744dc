import { inSavepoint, type Transaction } from '@throughline/commands';

/** Runs a step whose failure takes back only itself; deferred constraints are checked within it. */
export const asStep = (tx: Transaction, step: () => Promise<void>): Promise<void> => inSavepoint(tx, async () => {
  await step();
  await tx.query('set constraints all immediate');
});
