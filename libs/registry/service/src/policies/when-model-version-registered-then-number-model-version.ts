import { when } from '@throughline/kernel';
import { modelVersionRegisteredV1 } from '@throughline/registry-contracts';
import type { Policy } from '@throughline/projections';

/** The Model stream owns the numbers, so that no two versions get one. */
export const whenModelVersionRegisteredThenNumberModelVersion: Policy = {
  name: 'when-model-version-registered-then-number-model-version',
  startFrom: 'beginning',
  on: [when(modelVersionRegisteredV1, ({ data: { model, name, subject } }) => [{ name: 'number-model-version', target: model, body: { model, name, subject } }])],
};
