import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { streamId } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  kpi: streamId,
}, { additionalProperties: false });

export type InitiativeMonitorLinkedV1 = Static<typeof schema>;

/** A monitor watches the initiative, through the KPI that it measures. */
export const initiativeMonitorLinkedV1 = defineEvent<InitiativeMonitorLinkedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-monitor-linked', version: 1,
  summary: 'A monitor watches the initiative, through the KPI that it measures.',
  schema,
  example: { monitor: 'monitor-9d8e7f60-5a4b-5c3d-8e2f-1a0b9c8d7e51', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21' },
});
