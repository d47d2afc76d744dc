import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aMonitor, anotherSubject, aReference, aSubject, datasetVersion, name, period, streamId, subject } from './shared.ts';

const reference = Type.Object({ dataset: streamId, datasetName: name, datasetVersion, period }, { additionalProperties: false });

const schema = Type.Object({
  monitor: streamId,
  kpi: streamId,
  subject,
  previous: subject,
  cause: Type.Enum(['promotion', 'rollback']),
  /** What drift is measured against: the rows that the subject was trained on. */
  reference,
}, { additionalProperties: false });

export type MonitorSubjectChangedV1 = Static<typeof schema>;

/** Another model version is in production: what follows is counted anew. */
export const monitorSubjectChangedV1 = defineEvent<MonitorSubjectChangedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'monitor-subject-changed', version: 1,
  summary: 'Another model version is in production: what follows is counted anew.',
  schema,
  example: {
    monitor: aMonitor, kpi: aKpi, subject: anotherSubject, previous: aSubject, cause: 'promotion', reference: aReference,
  },
});
