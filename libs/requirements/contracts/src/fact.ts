import { Type, type Static } from 'typebox';
import { actor, streamId, subject } from './shared.ts';

/** Something observed that a gate may turn on, translated from the event of whichever context said it. */
export const fact = Type.Object({
  key: Type.String({ pattern: '^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+$', maxLength: 80 }),
  value: Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 500 })]),
  /** The model version that the fact speaks of; null when it speaks of none. */
  subject: Type.Union([subject, Type.Null()]),
  /** Stream of the event that said it. */
  source: streamId,
  eventId: Type.String({ format: 'uuid' }),
  /** Recorded instant of that event. */
  observedAt: Type.String({ format: 'date-time' }),
  /** People who made the evidence: none of them may decide on it. */
  authors: Type.Array(actor),
}, { additionalProperties: false });

export type Fact = Static<typeof fact>;

export const factExample: Fact = {
  key: 'kpi.ready', value: true, subject: null, source: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21',
  eventId: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', observedAt: '2026-01-05T09:00:00.000Z', authors: ['human:ann'],
};
