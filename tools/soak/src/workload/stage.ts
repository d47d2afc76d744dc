import { contractOf, FEATURES, type Material, PROCEDURE, WEEKS } from './material.ts';
import type { Sender } from './sender.ts';

export const DEFINITION = {
  name: 'Late flights', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK', segment: 'all',
  procedure: PROCEDURE, guards: [{ metric: 'CALIBRATION_ERROR', atMost: 0.5 }],
};

export const proposal = (name: string) => ({ name, problem: 'Nobody is warned.', sponsor: 'human:p-9', modelSource: 'OWN', predictionMoment: '00:00 of the day' });

/** A thing by its two names: what the API calls it and what events call it. */
export interface Named { readonly id: string; readonly stream: string }

/** What is there before the first fault: what all training runs serve and learn from, and who is told of it. */
export interface Stage {
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

export const prepareStage = async (sender: Sender, material: Material): Promise<Stage> => {
  const kpi = await sender.done('product-owner', 'defineKpi', { definition: DEFINITION });
  const dataset = await sender.done('data-steward', 'registerDataset', { name: 'flights', description: 'Some flights.' });
  await sender.done('data-steward', 'publishDataContract', { datasetId: dataset.id, expectedVersion: null, document: contractOf('flights') });
  await sender.done('data-steward', 'recordDatasetVersion', { datasetId: dataset.id, expectedVersion: null, version: '1', ...material.clean, mediaType: 'CSV' });
  const initiatives: Named[] = [];
  for (const name of ['First on stage', 'Second on stage']) {
    const initiative = await sender.done('product-owner', 'proposeInitiative', proposal(name));
    await sender.done('product-owner', 'linkInitiativeKpi', { initiativeId: initiative.id, expectedVersion: null, kpiId: kpi.id });
    await sender.done('product-owner', 'linkInitiativeDataset', { initiativeId: initiative.id, expectedVersion: null, datasetId: dataset.id });
    initiatives.push(initiative);
  }
  const { verdict } = await verified(sender, dataset, '1');
  if (verdict !== 'MET') throw new Error(`the stage's dataset came out ${verdict}`);
  const baseline = await sender.done('ml-engineer', 'startScoringRun', {
    kpiId: kpi.id, datasetId: dataset.id, datasetVersion: '1', weeks: WEEKS, scorer: { features: FEATURES, feature: 'origin_late_1d' }, purpose: 'BASELINE',
  });
  const { state } = await runEnded(sender, baseline.id);
  if (state !== 'SUCCEEDED') throw new Error(`the stage's baseline came out ${state}`);
  return { kpi, dataset, datasetVersion: '1', initiatives };
};
