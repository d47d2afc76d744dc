import { dataContractPublishedV1, datasetVersionRecordedV1 } from '@throughline/data-quality-contracts';
import { when } from '@throughline/kernel';
import { modelVersionRegisteredV1 } from '@throughline/registry-contracts';
import { kpiDefinedV1, kpiRevisedV1 } from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { Policy } from '@throughline/projections';
import { wakeWaiting } from '../facts/awaiting.ts';
import { keepDataContract } from '../read-models/data-contracts/data-contracts.ts';
import { keepDatasetVersion } from '../read-models/dataset-versions/dataset-versions.ts';
import { keepKpi } from '../read-models/kpis/kpis.ts';
import { keepModelVersion } from '../read-models/model-versions/model-versions.ts';

/** Evaluations and monitors that wait for a fact of another context go on when it comes. The fact is kept here too, with the wake-up. */
export const whenFactBecameKnownThenResume: Policy = {
  name: 'when-fact-became-known-then-resume',
  startFrom: 'beginning',
  on: [
    when(kpiDefinedV1, (event, tx: Transaction) => wakeWaiting(tx, event.workspace, () => keepKpi(event, tx))),
    when(kpiRevisedV1, (event, tx: Transaction) => wakeWaiting(tx, event.workspace, () => keepKpi(event, tx))),
    when(datasetVersionRecordedV1, (event, tx: Transaction) => wakeWaiting(tx, event.workspace, () => keepDatasetVersion(event, tx))),
    when(dataContractPublishedV1, (event, tx: Transaction) => wakeWaiting(tx, event.workspace, () => keepDataContract(event, tx))),
    when(modelVersionRegisteredV1, (event, tx: Transaction) => wakeWaiting(tx, event.workspace, () => keepModelVersion(event, tx))),
  ],
};
