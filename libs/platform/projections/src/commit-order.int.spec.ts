import { FenceMemory, type FenceReading, type NewEvent } from '@throughline/event-store';
import { when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import type { ReadModel } from './read-model.ts';
import { counted, tally } from '../test/fake-owner.ts';
import { direct, Pipeline } from '../test/pipeline.ts';

/** Seconds of writing; the whole case takes 60. */
const SECONDS = Number(process.env['E1_SECONDS'] ?? 6);
const WRITERS = 16;
const STREAMS = 30;

/** Keeps each event that it is shown, one by one or at once, and counts per stream. */
const seenModel: ReadModel = {
  name: 'seen', version: 1, tables: ['seen', 'tally'],
  on: [when(counted, async () => { throw new Error('shown at once'); })],
  applyAll: async (events, tx) => {
    await tx.query('insert into ctx.seen(stream_id, version, id) select * from unnest($1::text[], $2::int[], $3::uuid[])',
      [events.map((e) => e.stream), events.map((e) => e.version), events.map((e) => e.id)]);
    await tx.query(`insert into ctx.tally select stream, 'default', 0, count(*) from unnest($1::text[]) e(stream) group by stream
      on conflict (stream_id) do update set events = tally.events + excluded.events`, [events.map((e) => e.stream)]);
  },
};

const events = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => direct(counted, { n }));

// Case E1: a reader that passes a position whose transaction commits later never projects that event.
describe.each(['postgres', 'kafka'] as const)('events that commit in another order than they were numbered, over %s', (kind) => {
  let pipeline: Pipeline;
  let consumer: Consumer;

  beforeAll(async () => {
    pipeline = await Pipeline.open(kind, [counted]);
    await pipeline.bench.control.query('create table ctx.seen(n bigserial primary key, stream_id text not null, version int not null, id uuid not null)');
    consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [seenModel] });
    await consumer.start();
  });
  afterAll(async () => {
    await consumer.stop();
    await pipeline.close();
  });

  const seen = async (prefix: string): Promise<{ stream: string; version: number; id: string }[]> =>
    pipeline.bench.rows('select stream_id as stream, version, id from ctx.seen where stream_id = any($1) order by n', streamsOf(prefix));
  const streamsOf = (prefix: string): string[] => Array.from({ length: STREAMS + 1 }, (_, n) => tally(`${prefix}-${n}`));

  /** Transaction of a writer; answers the ids that were acknowledged. */
  const write = async (stream: string, batches: readonly NewEvent[][], pauseSeconds: number, end: 'commit' | 'rollback'): Promise<string[]> => {
    const client = await pipeline.bench.control.connect();
    try {
      await client.query('begin');
      for (const batch of batches) await pipeline.appendOn(client, stream, batch);
      if (pauseSeconds > 0) await client.query('select pg_sleep($1)', [pauseSeconds]);
      await client.query(end);
      pipeline.relay.wake();
      return end === 'commit' ? batches.flat().map(({ id }) => id) : [];
    } finally {
      client.release();
    }
  };

  /** What was acknowledged per stream is what was projected: each once, in order. */
  const expectProjected = async (prefix: string, log: ReadonlyMap<string, readonly string[]>): Promise<void> => {
    const acknowledged = [...log.values()].flat();
    const rows = await eventually(() => seen(prefix), (r) => r.length >= acknowledged.length, (r) => `${r.length} of ${acknowledged.length} events were projected`);
    expect(rows.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
    const counts = await pipeline.bench.rows<{ stream: string; events: number }>('select stream_id as stream, events from ctx.tally where stream_id = any($1)', streamsOf(prefix));
    expect(Object.fromEntries(counts.map(({ stream, events: n }) => [stream, n]))).toEqual(
      Object.fromEntries([...log].filter(([, ids]) => ids.length > 0).map(([stream, ids]) => [stream, ids.length])));
    for (const [stream, { length }] of log) {
      expect(rows.filter((row) => row.stream === stream).map(({ version }) => version)).toEqual(Array.from({ length }, (_, n) => n + 1));
    }
  };

  it('are all projected while sixteen write, one of them in batches of 1,000 with a pause of 2 s before it commits', async () => {
    const streams = streamsOf('busy');
    const log = new Map<string, string[]>(streams.map((stream) => [stream, []]));
    const until = Date.now() + SECONDS * 1_000;
    await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; Date.now() < until; n++) {
        const end = Math.random() < 0.1 ? 'rollback' : 'commit';
        const stream = writer === 0 ? streams[STREAMS]! : streams[Math.floor(Math.random() * STREAMS)]!;
        const batches = writer === 0 ? [events(500), events(500)] : [events(1 + Math.floor(Math.random() * 3))];
        log.get(stream)!.push(...await write(stream, batches, writer === 0 ? 2 : Math.random() * 0.05, end));
      }
    }));
    expect(log.get(streams[STREAMS]!)!.length).toBeGreaterThanOrEqual(1_000);
    await expectProjected('busy', log);
  }, SECONDS * 1_000 + 110_000);

  it('are all projected on an idle store, with nothing that comes after them', async () => {
    const [slow, quick] = streamsOf('idle') as [string, string];
    const overtaken = write(slow, [events(500), events(500)], 2, 'commit');
    await eventually(async () => (await pipeline.bench.rows(`select 1 from pg_locks where relation = 'training.events'::regclass and mode = 'RowExclusiveLock'`)).length > 0);
    const first = await write(quick, [events(1)], 0, 'commit');
    await expectProjected('idle', new Map([[quick, first], [slow, await overtaken]]));
  }, 110_000);
});

/** Takes the counter's word, and waits for nobody. */
class Hasty extends FenceMemory {
  override observe(reading: FenceReading): void {
    super.observe({ ...reading, holders: [] });
  }
}

describe('a relay that waits for nobody', () => {
  it('passes events by, which only the walk over the heads finds', async () => {
    const pipeline = await Pipeline.open('postgres', [counted], undefined, new Hasty());
    await pipeline.bench.control.query('create table ctx.seen(n bigserial primary key, stream_id text not null, version int not null, id uuid not null)');
    const consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [seenModel] });
    const client = await pipeline.bench.control.connect();
    try {
      await consumer.start();
      await client.query('begin');
      await pipeline.appendOn(client, tally('slow'), events(5));
      await pipeline.append(tally('quick'), ...events(1));
      const seen = async (): Promise<string[]> => (await pipeline.bench.rows<{ stream: string }>('select stream_id as stream from ctx.seen order by n')).map(({ stream }) => stream);
      await eventually(seen, ({ length }) => length > 0);
      await client.query('commit');
      await pipeline.append(tally('quick'), ...events(1));
      await eventually(seen, ({ length }) => length > 1);
      expect(await seen()).toEqual([tally('quick'), tally('quick')]);
      expect(await consumer.repairHeads()).toBe(5);
      expect((await seen()).slice(2)).toEqual(Array.from({ length: 5 }, () => tally('slow')));
    } finally {
      client.release();
      await consumer.stop();
      await pipeline.close();
    }
  });
});
