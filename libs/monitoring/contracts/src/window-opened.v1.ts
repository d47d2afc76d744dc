import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDataset, aKpi, aMonitor, aRun, aSubject, calendarDate, datasetVersion, isoWeek, name, nullable, period, streamId, subject } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  modelName: name,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  /** Null when the KPI version has no target yet: nothing is met or missed then. */
  target: nullable(Type.Number()),
  share: Type.Number(),
  week: isoWeek,
  period,
  dataset: streamId,
  datasetName: name,
  datasetVersion,
  /** The day on which the rows arrived, as the sender says. */
  businessDate: calendarDate,
  subject,
  /** Feature that ranks the baseline; null when the KPI has no baseline by a feature. */
  baselineFeature: nullable(Type.String({ minLength: 1, maxLength: 80 })),
  /** The scoring run behind the KPI's baseline, whose features are used again. */
  baselineRun: nullable(streamId),
}, { additionalProperties: false });

export type WindowOpenedV1 = Static<typeof schema>;

/** The rows of a week arrived and are to be scored by the version in production and by the baseline; said again when scores did not come. */
export const windowOpenedV1 = defineEvent<WindowOpenedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'window-opened', version: 1,
  summary: 'The rows of a week arrived and are to be scored by the version in production and by the baseline; said again when scores did not come.',
  schema,
  example: {
    monitor: aMonitor, modelName: 'late-flights', kpi: aKpi, kpiVersion: 1, target: 0.43, share: 0.3, week: '2001-W14', period: { from: '2001-04-02', to: '2001-04-09' },
    dataset: aDataset, datasetName: 'flights', datasetVersion: '4-q1', businessDate: '2001-04-09', subject: aSubject, baselineFeature: 'origin_late_1d', baselineRun: aRun,
  },
});
