import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aMonitor, calendarDate, datasetVersion, isoWeek, streamId } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  week: isoWeek,
  businessDate: calendarDate,
  datasetVersion,
}, { additionalProperties: false });

export type LabelsConfirmedV1 = Static<typeof schema>;

/** The outcomes of a week are complete in a dataset version. */
export const labelsConfirmedV1 = defineEvent<LabelsConfirmedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'labels-confirmed', version: 1,
  summary: 'The outcomes of a week are complete in a dataset version.',
  schema,
  example: {
    monitor: aMonitor, week: '2001-W14', businessDate: '2001-04-16', datasetVersion: '4-q1',
  },
});
