import type { Sender } from './sender.ts';
import type { Named } from './staged.ts';

/** Starts a verification and waits for its verdict. */
export const verified = async (sender: Sender, dataset: Named, version: string): Promise<{ readonly id: string; readonly verdict: string }> => {
  const { id } = await sender.done('data-steward', 'startVerification', { datasetId: dataset.id, version });
  const verdict = await sender.until(async () => (await sender.ask<{ verification: { verdict: string | null } | null }>(
    'query($id: ID!) { verification(id: $id) { verdict } }', { id })).verification?.verdict);
  return { id, verdict };
};

/** Waits until a run has ended, well or not. */
export const runEnded = (sender: Sender, id: string): Promise<{ readonly state: string; readonly subject: unknown }> => sender.until(async () => {
  const { trainingRun } = await sender.ask<{ trainingRun: { state: string; subject: unknown } | null }>('query($id: ID!) { trainingRun(id: $id) { state subject } }', { id });
  return trainingRun && trainingRun.state !== 'STARTED' && trainingRun.state !== 'DEFERRED' ? trainingRun : null;
});
