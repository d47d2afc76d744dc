import { Counter, Gauge, type Registry } from '@throughline/observability';
import type { ConsumerMetrics } from '@throughline/projections';
import type { LogMetrics, RelayMetrics } from '@throughline/transport';
import { LagClock } from './lag-clock.ts';

/** Figures of relays, log and consumers in one registry. */
export const processMetrics = (registry: Registry): { relay: RelayMetrics; log: LogMetrics; consumer: ConsumerMetrics } => {
  const registers = [registry];
  const sent = new Counter({ name: 'throughline_relay_events_total', help: 'Events handed to the log.', labelNames: ['context'], registers });
  const age = new Gauge({ name: 'throughline_relay_age_seconds', help: 'For how long the oldest event that the log has not acknowledged has waited; 0 when none does.', labelNames: ['context'], registers });
  const leading = new Gauge({ name: 'throughline_relay_leading', help: '1 where this process sends the events of a context.', labelNames: ['context'], registers });
  const refused = new Gauge({ name: 'throughline_relay_refused', help: '1 where store and log do not fit, and an operator must confirm.', labelNames: ['context'], registers });
  const stall = new Gauge({ name: 'throughline_fence_stall_seconds', help: 'For how long the fence has waited for the same transactions, and the oldest of them.', labelNames: ['context', 'holder'], registers });
  const lag = new Gauge({ name: 'throughline_consumer_lag_events', help: 'Messages not yet consumed.', labelNames: ['consumer', 'topic'], registers });
  const late = new Gauge({ name: 'throughline_consumer_lag_seconds', help: 'For how long the oldest message not yet consumed has waited, at most.', labelNames: ['consumer', 'topic'], registers });
  const counted = new Counter({ name: 'throughline_consumer_events_total', help: 'What consumers did, by kind.', labelNames: ['consumer', 'what'], registers });
  const parked = new Gauge({ name: 'throughline_parked_streams', help: 'Streams that wait behind an event that a read model or policy could not apply.', labelNames: ['consumer'], registers });
  const parkedFor = new Gauge({ name: 'throughline_parked_oldest_seconds', help: 'For how long the oldest parked event has waited; 0 when none does.', labelNames: ['consumer'], registers });
  const clock = new LagClock();
  const holders = new Map<string, string>();
  return {
    relay: {
      sent: (context, events) => sent.inc({ context }, events),
      age: (context, seconds) => age.set({ context }, seconds),
      leading: (context, leads) => {
        leading.set({ context }, Number(leads));
        if (!leads) age.remove({ context });
      },
      refused: (context, refuses) => refused.set({ context }, Number(refuses)),
      fenceStall: (context, seconds, holder) => {
        const [before, now] = [holders.get(context), holder ?? ''];
        if (before !== undefined && before !== now) stall.remove({ context, holder: before });
        holders.set(context, now);
        stall.set({ context, holder: now }, seconds);
      },
    },
    log: {
      lag: (consumer, topic, events) => {
        lag.set({ consumer, topic }, events);
        late.set({ consumer, topic }, clock.lag(consumer, topic, events));
      },
    },
    consumer: {
      applied: (group, topic, recordedAt) => clock.applied(group, topic, recordedAt.getTime()),
      count: (what, consumer, by) => counted.inc({ consumer, what }, by),
      parked: (consumer, streams, seconds) => { parked.set({ consumer }, streams); parkedFor.set({ consumer }, seconds); },
    },
  };
};
