import { Kafka, type CloudEvent } from 'cloudevents';
import type { FeedRow } from '@throughline/event-store';
import { toLogRecord } from './to-log-record.ts';

const row: FeedRow = {
  position: 42, stream: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', streamType: 'model', workspace: 'default', version: 3, id: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d',
  metadata: { actor: 'human:bo', correlationId: 'c-1', causationId: 'e-1', onBehalfOf: 'human:ann', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  partition: 5, recordedAt: new Date('2026-01-05T09:00:00.123Z'),
  published: { type: 'model-named', schemaVersion: 1, data: '{"name":"late-flights"}', version: 2 },
};

describe('the envelope, read by the CloudEvents SDK', () => {
  const { key, headers, value } = toLogRecord(row, 'registry', 12);
  const read = Kafka.toEvent<{ name: string }>({ key, headers: { ...headers }, value, body: value, timestamp: '0' } as never) as CloudEvent<{ name: string }>;

  it('is valid, with every attribute and extension where the standard puts it', () => {
    expect(read.validate()).toBe(true);
    expect(read.toJSON()).toMatchObject({
      specversion: '1.0', id: row.id, source: '/throughline/registry/model/7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', type: 'throughline.registry.model-named',
      time: '2026-01-05T09:00:00.123Z', subject: row.stream, dataschema: 'urn:throughline:schema:model-named:1', datacontenttype: 'application/json',
      partitionkey: row.stream, sequence: '00000000000000000002', globalposition: '42', workspace: 'default', actor: 'human:bo', onbehalfof: 'human:ann',
      correlationid: 'c-1', causationid: 'e-1', traceparent: row.metadata['traceparent'],
    });
  });

  it('carries the data as it was stored', () => {
    const data: unknown = typeof read.data === 'string' ? JSON.parse(read.data) : read.data;
    expect(data).toEqual({ name: 'late-flights' });
  });

  it('writes the same headers as the SDK does from the same event', () => {
    const written = Kafka.binary(read).headers as Record<string, string>;
    for (const [name, text] of Object.entries(headers).filter(([n]) => n.startsWith('ce_'))) expect({ name, text: written[name] }).toEqual({ name, text });
  });
});
