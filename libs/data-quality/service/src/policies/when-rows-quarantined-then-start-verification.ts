import { rowsQuarantinedV1 } from '@throughline/data-quality-contracts';
import { when } from '@throughline/kernel';
import type { Policy } from '@throughline/projections';

/** A version without the rows that broke rules is a promise, not a fact: it is verified like any other. */
export const whenRowsQuarantinedThenStartVerification: Policy = {
  name: 'when-rows-quarantined-then-start-verification',
  startFrom: 'beginning',
  on: [when(rowsQuarantinedV1, ({ stream, data: { version } }) => [{ name: 'start-verification', target: 'verification', body: { dataset: stream, version } }])],
};
