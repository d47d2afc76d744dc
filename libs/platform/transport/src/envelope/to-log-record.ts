import type { ContextName } from '@throughline/kernel';
import type { FeedRow } from '@throughline/event-store';
import type { LogRecord } from '../log-transport.ts';

const optional = (headers: Record<string, string>, name: string, value: string | undefined): void => {
  if (value !== undefined) headers[name] = value;
};

/**
 * The message of a public event: CloudEvents 1.0, binary mode, the same on Kafka and in Postgres. The value is the text of
 * `published.data` exactly as it was stored.
 *
 * | Header | From |
 * |---|---|
 * | `content-type` | `application/json` |
 * | `ce_specversion` | `1.0` |
 * | `ce_id` | event id |
 * | `ce_source` | `/throughline/<context>/<stream type>/<uuid of the stream id>` |
 * | `ce_type` | `throughline.<context>.<published.type>` |
 * | `ce_time` | `recorded_at`, UTC, milliseconds |
 * | `ce_subject`, `ce_partitionkey` | stream id |
 * | `ce_dataschema` | `urn:throughline:schema:<published.type>:<published.schemaVersion>` |
 * | `ce_sequence` | published version, 20 digits |
 * | `ce_globalposition` | position in the owner's store, decimal |
 * | `ce_workspace` | workspace |
 * | `ce_actor`, `ce_correlationid` | metadata, always there |
 * | `ce_onbehalfof`, `ce_causationid`, `ce_occurredat`, `ce_traceparent` | metadata, left out where absent |
 *
 * @param partitions of the topic: 1 in the Postgres log, 12 in Kafka
 * @throws when the row is private: it must never have come here
 */
export const toLogRecord = (row: FeedRow, context: ContextName, partitions: number): LogRecord => {
  const { published, stream, streamType, metadata } = row;
  if (!published) throw new Error(`event ${row.id} of ${stream} is private and cannot travel`);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_source: `/throughline/${context}/${streamType}/${stream.slice(streamType.length + 1)}`,
    ce_type: `throughline.${context}.${published.type}`,
    ce_time: row.recordedAt.toISOString(),
    ce_subject: stream,
    ce_dataschema: `urn:throughline:schema:${published.type}:${published.schemaVersion}`,
    ce_partitionkey: stream,
    ce_sequence: String(published.version).padStart(20, '0'),
    ce_globalposition: String(row.position),
    ce_workspace: row.workspace,
  };
  optional(headers, 'ce_actor', metadata.actor);
  optional(headers, 'ce_correlationid', metadata.correlationId);
  optional(headers, 'ce_onbehalfof', metadata.onBehalfOf);
  optional(headers, 'ce_causationid', metadata.causationId);
  optional(headers, 'ce_occurredat', metadata.occurredAt);
  optional(headers, 'ce_traceparent', metadata.traceparent);
  return { topic: `throughline.${context}.${streamType}.v1`, partition: row.partition % partitions, key: stream, headers, value: published.data };
};
