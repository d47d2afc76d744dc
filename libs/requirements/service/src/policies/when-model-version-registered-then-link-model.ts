import { when } from '@throughline/kernel';
import { modelVersionRegisteredV1 } from '@throughline/registry-contracts';
import type { Transaction } from '@throughline/commands';
import type { Policy } from '@throughline/projections';
import { initiativesOf, lockAnchor } from '../read-models/known-facts/known-facts.ts';

/** A model serves the initiatives whose KPI its run named. */
export const whenModelVersionRegisteredThenLinkModel: Policy = {
  name: 'when-model-version-registered-then-link-model',
  startFrom: 'beginning',
  on: [when(modelVersionRegisteredV1, async ({ data, workspace }, tx: Transaction) => {
    await lockAnchor(tx, workspace, data.kpi);
    const initiatives = await initiativesOf(tx, workspace, data.kpi);
    return initiatives.map((initiative) => ({ name: 'link-initiative-model', body: { initiative, model: data.model, kpi: data.kpi }, target: initiative }));
  })],
};
