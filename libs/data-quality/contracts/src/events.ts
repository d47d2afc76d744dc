import type { EventContract } from '@throughline/kernel';
import { dataContractBreachedV1 } from './data-contract-breached.v1.ts';
import { dataContractInconclusiveV1 } from './data-contract-inconclusive.v1.ts';
import { dataContractMetV1 } from './data-contract-met.v1.ts';
import { dataContractPublishedV1 } from './data-contract-published.v1.ts';
import { datasetRegisteredV1 } from './dataset-registered.v1.ts';
import { datasetVersionRecordedV1 } from './dataset-version-recorded.v1.ts';
import { rowsQuarantinedV1 } from './rows-quarantined.v1.ts';
import { verificationCancelledV1 } from './verification-cancelled.v1.ts';
import { verificationCompletedV1 } from './verification-completed.v1.ts';
import { verificationFailedV1 } from './verification-failed.v1.ts';
import { verificationStartedV1 } from './verification-started.v1.ts';

/** Every public event of this context, newest versions last. */
export const dataQualityEvents = [
  datasetRegisteredV1,
  datasetVersionRecordedV1,
  rowsQuarantinedV1,
  dataContractPublishedV1,
  verificationStartedV1,
  verificationCompletedV1,
  dataContractMetV1,
  dataContractBreachedV1,
  dataContractInconclusiveV1,
  verificationFailedV1,
  verificationCancelledV1,
] satisfies readonly EventContract[];
