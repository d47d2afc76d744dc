import type { Readiness } from '@throughline/context';
import type { ConsumerStatus } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';

/** Why answers may be older than what has happened: events cannot be read. */
export interface Staleness {
  readonly stale: true;
  /** ISO 8601 instant up to which events were read as they came. */
  readonly since: string;
  readonly reason: string;
}

/** What tells whether events are read. */
export interface FreshnessSources {
  readonly transport: Pick<LogTransport, 'unreachableSince'>;
  readonly readiness: Pick<Readiness, 'startingSince'>;
  readonly consumer: { status(): ConsumerStatus };
}

/** Null while events are read as they come. */
export const staleness = ({ transport, readiness, consumer }: FreshnessSources): Staleness | null => {
  const unreachable = transport.unreachableSince();
  if (unreachable) return { stale: true, since: unreachable.toISOString(), reason: 'The event log cannot be reached: what happened since is not in this answer.' };
  const starting = readiness.startingSince();
  if (starting) return { stale: true, since: starting.toISOString(), reason: 'This gateway is starting and reads no events yet.' };
  const { state, since } = consumer.status();
  return state === 'stopped' || state === 'halted' ? { stale: true, since, reason: 'This gateway has stopped reading events; an operator must look at it.' } : null;
};
