import { dataQualityEvents } from '@throughline/data-quality-contracts';
import type { ContextDefinition } from '@throughline/context';
import { DataContracts } from './aggregates/data-contracts.ts';
import { Datasets } from './aggregates/datasets.ts';
import { Verifications } from './aggregates/verifications.ts';
import { commands, handlers } from './commands/index.ts';
import { DATA_JOB_LIMITS, dataJobLimits } from './files/data-job-limits.ts';
import { DatasetFiles } from './files/dataset-files.ts';
import { KeyFiles } from './files/key-files.ts';
import { eventBackbone } from './migrations/1764072000000-event-backbone.ts';
import { newestContractTable } from './migrations/1764072000001-newest-contract.ts';
import { whenRowsQuarantinedThenStartVerification } from './policies/when-rows-quarantined-then-start-verification.ts';
import { VerificationWorker } from './workers/verification-worker.ts';

/** Composition root of the data-quality context. */
export const dataQualityContext: ContextDefinition = {
  name: 'data-quality',
  events: dataQualityEvents,
  migrations: [eventBackbone, newestContractTable],
  aggregates: [Datasets, DataContracts, Verifications],
  commands,
  handlers,
  readModels: [],
  policies: [whenRowsQuarantinedThenStartVerification],
  workers: [VerificationWorker],
  providers: [DatasetFiles, KeyFiles, { provide: DATA_JOB_LIMITS, useValue: dataJobLimits }],
};
