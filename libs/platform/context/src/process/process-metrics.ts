import { Counter, Gauge, type Registry } from '@throughline/observability';
import type { ConsumerMetrics } from '@throughline/projections';
import type { LogMetrics, RelayMetrics } from '@throughline/transport';

/** Figures of relays, log and consumers in one registry. */
export const processMetrics = (registry: Registry): { relay: RelayMetrics; log: LogMetrics; consumer: ConsumerMetrics } => {
  const registers = [registry];
  const sent = new Counter({ name: 'throughline_relay_events_total', help: 'Events handed to the log.', labelNames: ['context'], registers });
  const age = new Gauge({ name: 'throughline_relay_age_seconds', help: 'Age of the last event when the log acknowledged it.', labelNames: ['context'], registers });
  const stall = new Gauge({ name: 'throughline_fence_stall_seconds', help: 'For how long the fence has waited for the same transactions.', labelNames: ['context'], registers });
  const lag = new Gauge({ name: 'throughline_consumer_lag_events', help: 'Messages not yet consumed.', labelNames: ['consumer', 'topic'], registers });
  const counted = new Counter({ name: 'throughline_consumer_events_total', help: 'What consumers did, by kind.', labelNames: ['consumer', 'what'], registers });
  const parked = new Gauge({ name: 'throughline_parked_streams', help: 'Streams that wait behind an event that a read model or policy could not apply.', labelNames: ['consumer'], registers });
  const parkedFor = new Gauge({ name: 'throughline_parked_oldest_seconds', help: 'For how long the oldest parked event has waited; 0 when none does.', labelNames: ['consumer'], registers });
  return {
    relay: {
      sent: (context, events, seconds) => { sent.inc({ context }, events); age.set({ context }, seconds); },
      fenceStall: (context, seconds) => stall.set({ context }, seconds),
    },
    log: { lag: (consumer, topic, events) => lag.set({ consumer, topic }, events) },
    consumer: {
      count: (what, consumer, by) => counted.inc({ consumer, what }, by),
      parked: (consumer, streams, seconds) => { parked.set({ consumer }, streams); parkedFor.set({ consumer }, seconds); },
    },
  };
};
