import type { EventContract } from '@throughline/kernel';
import { manifestClaimedV1 } from './manifest-claimed.v1.ts';
import { manifestResultRecordedV1 } from './manifest-result-recorded.v1.ts';
import { trainingRunAttemptStartedV1 } from './training-run-attempt-started.v1.ts';
import { trainingRunCancelledV1 } from './training-run-cancelled.v1.ts';
import { trainingRunDeferredV1 } from './training-run-deferred.v1.ts';
import { trainingRunDifferedV1 } from './training-run-differed.v1.ts';
import { trainingRunFailedV1 } from './training-run-failed.v1.ts';
import { trainingRunReproducedV1 } from './training-run-reproduced.v1.ts';
import { trainingRunStartedV1 } from './training-run-started.v1.ts';
import { trainingRunSucceededV1 } from './training-run-succeeded.v1.ts';

/** Every public event of this context, newest versions last. */
export const trainingEvents = [
  trainingRunStartedV1,
  trainingRunDeferredV1,
  trainingRunAttemptStartedV1,
  trainingRunSucceededV1,
  trainingRunFailedV1,
  trainingRunCancelledV1,
  manifestClaimedV1,
  manifestResultRecordedV1,
  trainingRunReproducedV1,
  trainingRunDifferedV1,
] satisfies readonly EventContract[];
