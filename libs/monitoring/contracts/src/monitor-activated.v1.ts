import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aModel, aMonitor, aReference, aSubject, datasetVersion, environment, name, period, streamId, subject } from './shared.ts';

const reference = Type.Object({ dataset: streamId, datasetName: name, datasetVersion, period }, { additionalProperties: false });

const schema = Type.Object({
  monitor: streamId,
  /** Stream of the model. */
  model: streamId,
  modelName: name,
  environment,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  subject,
  /** What drift is measured against: the rows that the subject was trained on. */
  reference,
}, { additionalProperties: false });

export type MonitorActivatedV1 = Static<typeof schema>;

/** A model is watched in an environment from now on. */
export const monitorActivatedV1 = defineEvent<MonitorActivatedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'monitor-activated', version: 1,
  summary: 'A model is watched in an environment from now on.',
  schema,
  example: {
    monitor: aMonitor, model: aModel, modelName: 'late-flights', environment: 'production', kpi: aKpi, kpiVersion: 1, subject: aSubject, reference: aReference,
  },
});
