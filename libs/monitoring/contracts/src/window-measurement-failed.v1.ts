import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aMonitor, failure, isoWeek, streamId } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  week: isoWeek,
  revision: Type.Integer({ minimum: 1 }),
  reason: failure,
}, { additionalProperties: false });

export type WindowMeasurementFailedV1 = Static<typeof schema>;

/** A window could not be measured. */
export const windowMeasurementFailedV1 = defineEvent<WindowMeasurementFailedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'window-measurement-failed', version: 1,
  summary: 'A window could not be measured.',
  schema,
  example: {
    monitor: aMonitor, week: '2001-W14', revision: 1, reason: 'file: no file "flights-3m.parquet" in any of the 1 dataset roots',
  },
});
