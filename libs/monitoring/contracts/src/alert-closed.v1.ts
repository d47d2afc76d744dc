import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aMonitor, isoWeek, nullable, streamId, uuid } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  alert: uuid,
  kpi: streamId,
  cause: Type.Enum(['promotion', 'rollback', 'window-met']),
  /** The window that was met, when one closed it. */
  week: nullable(isoWeek),
}, { additionalProperties: false });

export type AlertClosedV1 = Static<typeof schema>;

/** An alert no longer holds. */
export const alertClosedV1 = defineEvent<AlertClosedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'alert-closed', version: 1,
  summary: 'An alert no longer holds.',
  schema,
  example: {
    monitor: aMonitor, alert: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', kpi: aKpi, cause: 'promotion', week: null,
  },
});
