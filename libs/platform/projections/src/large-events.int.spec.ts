import { eventually } from '@throughline/testing';
import { defineEvent, when } from '@throughline/kernel';
import type { LogRecord } from '@throughline/transport';
import { Consumer } from './consumer.ts';
import { tally } from '../test/fake-owner.ts';
import { direct, Pipeline } from '../test/pipeline.ts';

/** What a context publishes at most: data, type and version together. */
const CAP = 256 * 1024;
const large = defineEvent<{ text: string }>({
  context: 'training', aggregate: 'tally', type: 'tally-described', version: 1, summary: 'Described.',
  schema: { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: 'string' } } }, example: { text: 'a' },
});
const atTheCap = (letter: string) => {
  const empty = direct(large, { text: '' }).published!;
  return direct(large, { text: letter.repeat(Math.floor((CAP - Buffer.byteLength(empty)) / Buffer.byteLength(letter))) });
};

describe.each(['postgres', 'kafka'] as const)('events as large as they may be, over %s', (kind) => {
  let pipeline: Pipeline;
  const batches: LogRecord[][] = [];

  beforeAll(async () => {
    pipeline = await Pipeline.open(kind, [large], (log) => new Proxy(log, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'producer') return typeof value === 'function' ? value.bind(target) : value;
        return async (context: string) => {
          const producer = await target.producer(context);
          return { close: () => producer.close(), send: (records: LogRecord[], save: Parameters<typeof producer.send>[1]) => { batches.push(records); return producer.send(records, save); } };
        };
      },
    }));
    await pipeline.bench.control.query('create table ctx.described(n bigserial primary key, stream_id text not null, version int not null, bytes int not null)');
  });
  afterAll(() => pipeline.close());

  it('pass in batches of a few megabytes, in order, and stop neither the relay nor what comes behind them', async () => {
    const consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [{
      name: 'described', version: 1, tables: ['described'],
      on: [when(large, async ({ stream, version, data }, tx) => {
        await tx.query('insert into ctx.described(stream_id, version, bytes) values ($1, $2, $3)', [stream, version, Buffer.byteLength(data.text)]);
      })],
    }] });
    await consumer.start();
    // One stream, hence one partition: what a batch of Kafka's client may hold is tried as well.
    const events = Array.from({ length: 48 }, (_, n) => atTheCap(n % 2 ? 'x' : '\u00fc'));
    expect(Math.max(...events.map((e) => Buffer.byteLength(e.published!)))).toBeGreaterThan(CAP - 4);
    await pipeline.append(tally('large'), ...events);
    await pipeline.append(tally('small'), direct(large, { text: 'small' }));
    pipeline.relay.wake();
    const rows = await eventually(() => pipeline.bench.rows<{ stream_id: string; version: number; bytes: number }>('select stream_id, version, bytes from ctx.described order by n'), (r) => r.length >= 49, (r) => `${r.length} of 49 came`);
    expect(rows.filter((r) => r.stream_id === tally('large')).map((r) => r.version)).toEqual(events.map((_, n) => n + 1));
    expect(rows.filter((r) => r.bytes === 5)).toHaveLength(1);
    expect(pipeline.failures).toEqual([]);
    const bytes = batches.map((batch) => batch.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(4 * 1024 * 1024 + CAP);
    await consumer.stop();
  });
});
