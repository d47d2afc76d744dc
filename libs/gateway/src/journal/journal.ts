import type { IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Arrival } from '@throughline/projections';

const columns = [
  ['event_id', 'text'], ['context', 'text'], ['stream_type', 'text'], ['stream', 'text'], ['version', 'int'], ['type', 'text'],
  ['schema_version', 'int'], ['workspace', 'text'], ['data', 'json'], ['actor', 'text'], ['on_behalf_of', 'text'],
  ['correlation_id', 'text'], ['causation_id', 'text'], ['traceparent', 'text'], ['time', 'timestamptz'], ['occurred_at', 'text'],
  ['global_position', 'bigint'], ['payload_digest', 'text'],
] as const;

// The text of the record, not of the parsed data: its digest must be that of what travelled.
const valuesOf = ({ event: e, record }: Arrival): unknown[] => [
  e.id, e.context, e.streamType, e.stream, e.version, e.type, e.schemaVersion, e.workspace, record.value, e.actor, e.onBehalfOf,
  e.correlationId, e.causationId, e.traceparent, e.time, e.occurredAt, e.globalPosition, e.payloadDigest,
].map((value) => value ?? null);

/**
 * Writes events in the order given, in one statement; an event that is there already is left alone.
 * @throws a unique violation when another event has the same stream and version: the owner's store forked.
 */
export const appendToJournal = async (tx: Transaction, schema: string, arrivals: readonly Arrival[]): Promise<void> => {
  if (arrivals.length === 0) return;
  const rows = arrivals.map(valuesOf);
  await tx.query({
    name: 'journal.append',
    text: `insert into ${schema}.journal(${columns.map(([name]) => name).join(',')})
      select ${columns.map(([name]) => name).join(',')} from unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(',')})
        with ordinality as e(${columns.map(([name]) => name).join(',')},ordinal) order by ordinal
      on conflict(event_id) do nothing`,
    values: columns.map((_, i) => rows.map((row) => row[i])),
  });
};

/** A row of the journal as the event it came as. */
export const eventOfRow = (row: Record<string, never>): IntegrationEvent => ({
  id: row['event_id']!, context: row['context']!, streamType: row['stream_type']!, stream: row['stream']!, version: row['version']!,
  type: row['type']!, schemaVersion: row['schema_version']!, workspace: row['workspace']!, data: row['data'],
  actor: row['actor']!, onBehalfOf: row['on_behalf_of'] ?? undefined, correlationId: row['correlation_id']!,
  causationId: row['causation_id'] ?? undefined, traceparent: row['traceparent'] ?? undefined,
  time: (row['time'] as unknown as Date).toISOString(), occurredAt: row['occurred_at'] ?? undefined,
  globalPosition: row['global_position']!, payloadDigest: row['payload_digest']!,
});
