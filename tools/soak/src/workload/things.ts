import type { Sender } from './sender.ts';

/** A thing by its two names: what the API calls it and what events call it. */
export interface Named { readonly id: string; readonly stream: string }

/** What all training runs serve and learn from, and who is told of it. */
export interface Unwatched {
  readonly kpi: Named;
  readonly dataset: Named;
  readonly datasetVersion: string;
  /** Linked with the KPI and the dataset before the first run. */
  readonly initiatives: readonly Named[];
}

export const verified = async (sender: Sender, dataset: Named, version: string): Promise<{ readonly id: string; readonly verdict: string }> => {
  const { id } = await sender.done('data-steward', 'startVerification', { datasetId: dataset.id, version });
  const verdict = await sender.until(async () => (await sender.ask<{ verification: { verdict: string | null } | null }>(
    'query($id: ID!) { verification(id: $id) { verdict } }', { id })).verification?.verdict);
  return { id, verdict };
};

export const runEnded = (sender: Sender, id: string): Promise<{ readonly state: string; readonly subject: unknown }> => sender.until(async () => {
  const { trainingRun } = await sender.ask<{ trainingRun: { state: string; subject: unknown } | null }>('query($id: ID!) { trainingRun(id: $id) { state subject } }', { id });
  return trainingRun && trainingRun.state !== 'STARTED' && trainingRun.state !== 'DEFERRED' ? trainingRun : null;
});
