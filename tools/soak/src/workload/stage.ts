import { contractOf, FEATURES, type Material, PROCEDURE, WEEKS } from './material.ts';
import { bringToProduction } from './production.ts';
import type { Sender } from './sender.ts';
import type { Named, Unwatched } from './staged.ts';
import { runEnded, verified } from './wait-for-end.ts';

export const DEFINITION = {
  name: 'Late flights', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK', segment: 'all',
  procedure: PROCEDURE, guards: [{ metric: 'CALIBRATION_ERROR', atMost: 0.5 }],
};

export const proposal = (name: string) => ({ name, problem: 'Nobody is warned.', sponsor: 'human:p-9', modelSource: 'OWN', predictionMoment: '00:00 of the day' });

/** What is there before the first fault. */
export interface Stage extends Unwatched {
  /** Watches the first model, which is in production. */
  readonly monitor: Named;
}

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
  const stage: Unwatched = { kpi, dataset, datasetVersion: '1', initiatives };
  return { ...stage, monitor: await bringToProduction(sender, stage, material) };
};
