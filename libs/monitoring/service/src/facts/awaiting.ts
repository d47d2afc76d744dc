import type { Transaction } from '@throughline/commands';
import type { PolicyCommand } from '@throughline/projections';

/**
 * Facts of other contexts that streams here may wait for are written and read under one lock per workspace: either the reader finds
 * the fact, or the fact finds the stream that waits.
 */
export const lockFacts = async (tx: Transaction, workspace: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('monitoring.facts ' || $1, 0))`, [workspace]);
};

/** In the transaction of the append that waits. */
export const beginWaiting = async (tx: Transaction, workspace: string, stream: string, command: string): Promise<void> => {
  await tx.query('insert into monitoring.awaiting(workspace, stream, command) values ($1,$2,$3) on conflict do nothing', [workspace, stream, command]);
};

export const endWaiting = async (tx: Transaction, workspace: string, stream: string): Promise<void> => {
  await tx.query('delete from monitoring.awaiting where workspace = $1 and stream = $2', [workspace, stream]);
};

/** Keeps a fact and wakes every stream that waits: those that miss something else go on waiting. */
export const wakeWaiting = async (tx: Transaction, workspace: string, keepFact: () => Promise<void>): Promise<readonly PolicyCommand[]> => {
  await lockFacts(tx, workspace);
  await keepFact();
  const { rows } = await tx.query<{ stream: string; command: string }>('select stream, command from monitoring.awaiting where workspace = $1 order by stream', [workspace]);
  return rows.map(({ stream, command }) => ({ name: command, body: { stream }, target: stream }));
};
