import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@throughline/testing';
import fc from 'fast-check';
import pg from 'pg';
import { StoreModel, type Expected, type ModelAppend } from '../test/store-model.ts';
import { eventDigest } from '../test/event-digest.ts';
import { EventStore, eventStoreSql, type NewEvent } from './index.ts';

const DATA = ['{}', '{"n":1.00,  "b":[ ]}', '{"text":"naïve \u{1f680} \\u00e9"}', '"scalar"'];
const METADATA = '{"actor":"human:ann"}';

describe('event store', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let client: pg.PoolClient;
  const store = new EventStore('es');

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 10 });
    await pool.query(`create schema es; ${eventStoreSql('es')}`);
    client = await pool.connect();
  });

  afterAll(async () => {
    client.release();
    await pool.end();
    await database.drop();
  });

  const event = (id: string = randomUUID(), isPrivate = false): NewEvent => {
    const data = DATA[Number.parseInt(id.slice(0, 2), 16) % DATA.length]!;
    return { id, type: `Ärger${id[0]}`, schemaVersion: 2, data, metadata: METADATA, published: isPrivate ? null : `{"type":"t","schemaVersion":1, "data":${data}}` };
  };
  const target = (stream: string, expected: number) => ({ stream, streamType: 'model', workspace: 'default', expected });

  const perform = async ({ stream, type, workspace, expected, events }: ModelAppend): Promise<Expected & { position?: number }> => {
    try {
      return await store.append(client, { stream, streamType: type, workspace, expected }, events.map((e) => event(e.id, e.private)));
    } catch (error) {
      return { error: (error as { code: string }).code };
    }
  };

  /** Every stored stream against the model, the versions and the chain of digests, recomputed byte for byte. */
  const verify = async (model: StoreModel, prefix: string): Promise<void> => {
    const { rows } = await client.query(`select e.*, e.data::text as data_text, e.metadata::text as metadata_text, e.published::text as published_text,
      s.version as head, s.published_version as published_head, s.last_position, s.last_recorded, s.digest as head_digest, s.status
      from es.events e join es.streams s using(stream_id) where starts_with(e.stream_id, $1) order by e.stream_id, e.version`, [prefix]);
    const stored = Map.groupBy(rows, (row) => row.stream_id as string);
    expect([...stored.keys()].sort()).toEqual([...model.streams.keys()].sort());
    for (const [stream, expected] of model.streams) {
      const events = stored.get(stream)!;
      const last = events.at(-1);
      expect(events.map((e) => ({ id: e.event_id, version: Number(e.version), published: e.published_version === null ? null : Number(e.published_version) }))).toEqual(expected.events);
      expect([Number(last.head), last.last_position, last.status]).toEqual([expected.events.length, last.global_position, expected.open ? 'A' : 'C']);
      let digest: Buffer = Buffer.alloc(0);
      for (const e of events) {
        const given = event(e.event_id, e.published_version === null);
        digest = eventDigest(digest, { ...given, stream, streamType: expected.type, workspace: expected.workspace, recordedAt: e.recorded_at, version: Number(e.version), publishedVersion: e.published_version === null ? null : Number(e.published_version) });
        expect([e.data_text, e.metadata_text, e.published_text]).toEqual([given.data, given.metadata, given.published]);
        expect(e.digest.toString('hex')).toBe(digest.toString('hex'));
      }
      expect(last.head_digest.equals(digest)).toBe(true);
    }
  };

  it('does what the model does, whatever comes in whatever order', async () => {
    const rarely = <T>(often: T, seldom: T) => fc.oneof({ weight: 9, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: fc.constant(seldom) });
    const appends = fc.record({
      kind: fc.constant('append' as const), stream: fc.nat(2), type: rarely('model', 'kpi'), workspace: rarely('default', 'other'),
      expected: fc.constantFrom('head', 'head', 'head', 'stale', 'ahead', 0, -1, -1, -2, -3),
      ids: fc.constantFrom('fresh', 'fresh', 'fresh', 'again', 'again', 'part', 'mixed', 'elsewhere', 'twice'),
      private: fc.array(fc.boolean(), { maxLength: 4 }),
    });
    const closes = fc.record({ kind: fc.constant('close' as const), stream: fc.nat(2), ahead: rarely(0, 1), workspace: rarely('default', 'other') });
    const steps = fc.array(fc.oneof({ weight: 12, arbitrary: appends }, { weight: 1, arbitrary: closes }), { minLength: 5, maxLength: 30 });
    // One sequence that meets every answer, so that chance decides only what else is tried.
    const step = { kind: 'append' as const, stream: 0, type: 'model', workspace: 'default', expected: 'head' as const, ids: 'fresh' as const, private: [false] };
    const every = [
      step, { ...step, private: [] }, { ...step, expected: 'ahead' as const }, { ...step, expected: 'ahead' as const, private: [] }, { ...step, expected: -3 as const },
      { ...step, ids: 'again' as const }, { ...step, ids: 'twice' as const }, { ...step, type: 'kpi' }, { ...step, workspace: 'other', private: [] },
      { kind: 'close' as const, stream: 0, ahead: 0, workspace: 'default' }, step, { ...step, private: [] },
    ];
    const met = new Set<string>();
    let lastPosition = 0;

    await fc.assert(fc.asyncProperty(steps, async (all) => {
      const prefix = `model-${randomUUID()}`;
      const model = new StoreModel();
      const batches: { stream: string; expected: number; ids: string[]; position: number }[] = [];
      for (const step of all) {
        const stream = `${prefix}-${step.stream}`;
        const head = model.streams.get(stream)?.events.length ?? 0;
        if (step.kind === 'close') {
          const { rows: [row] } = await client.query('select es.close($1,$2,$3) as status', [stream, head + step.ahead, step.workspace]);
          expect(row.status).toBe(model.close(stream, head + step.ahead, step.workspace));
          continue;
        }
        const earlier = batches.findLast((b) => (b.stream === stream) !== (step.ids === 'elsewhere'));
        const fresh = step.private.map(() => randomUUID());
        const ids = { fresh, again: earlier?.ids, part: earlier?.ids.slice(0, 1), mixed: earlier && [earlier.ids[0]!, ...fresh], elsewhere: earlier?.ids, twice: [...fresh, ...fresh] }[step.ids] ?? fresh;
        const expected = typeof step.expected === 'number' ? step.expected
          : step.expected === 'head' ? (step.ids === 'again' ? earlier?.expected ?? head : head) : step.expected === 'ahead' ? head + 1 : Math.max(0, head - 1);
        const append = { stream, type: step.type, workspace: step.workspace, expected, events: ids.map((id, n) => ({ id, private: step.private[n] ?? false })) };
        const answer = await perform(append);
        const wanted = model.append(append);
        expect(answer).toMatchObject(wanted);
        met.add('status' in answer ? `${answer.status} ${Math.min(1, ids.length)}` : answer.error);
        if ('status' in answer && answer.status === 'ok' && ids.length > 0) {
          expect(answer.position).toBeGreaterThanOrEqual(lastPosition + ids.length);
          lastPosition = answer.position!;
          batches.push({ stream, expected: head, ids, position: lastPosition });
        }
        if ('status' in answer && answer.status === 'duplicate' && step.ids === 'again') expect(answer.position).toBe(earlier!.position);
      }
      await verify(model, prefix);
    }), { numRuns: 120, examples: [[every]] });
    // Every answer must have been met, or the test proves less than it says.
    expect([...met].sort()).toEqual(['22023', '23505', 'closed 0', 'closed 1', 'conflict 0', 'conflict 1', 'duplicate 1', 'ok 0', 'ok 1', 'wrong_type 0', 'wrong_type 1']);
  });

  it.each([
    ['more ids than types', '0', 'array[gen_random_uuid(),gen_random_uuid()]'],
    ['a null id', '0', 'array[null]::uuid[]'],
    ['no ids at all', '0', 'null'],
    ['no expected version', 'null', 'array[gen_random_uuid()]'],
  ])('raises for %s and changes nothing', async (_, expected, ids) => {
    await expect(client.query(`select es.append('model-bad','model',${expected},${ids},array['T'],array[1],array['{}']::json[],array['{}']::json[])`))
      .rejects.toMatchObject({ code: '22023' });
    expect((await client.query(`select 1 from es.streams where stream_id = 'model-bad'`)).rowCount).toBe(0);
  });

  it('takes 500 events at once and no more', async () => {
    const stream = `model-${randomUUID()}`;
    const many = (n: number) => Array.from({ length: n }, () => event());
    await expect(store.append(client, target(stream, 0), many(501))).rejects.toMatchObject({ code: '22023' });
    expect(await store.append(client, target(stream, 0), many(500))).toMatchObject({ status: 'ok', version: 500, published: 500 });
  });

  it('publishes everything as it is when nothing is said about publishing', async () => {
    const stream = `model-${randomUUID()}`;
    await client.query(`select es.append($1,'model',0,array[gen_random_uuid()],array['T'],array[3],array['{"a": 1}']::json[],array['{}']::json[])`, [stream]);
    const { rows: [row] } = await client.query('select published, published::text as text, published_version, digest, recorded_at, event_id from es.events where stream_id=$1', [stream]);
    expect([row.published, row.published_version]).toEqual([{ type: 'T', schemaVersion: 3, data: { a: 1 } }, '1']);
    const digest = eventDigest(Buffer.alloc(0), { stream, streamType: 'model', workspace: 'default', recordedAt: row.recorded_at, version: 1, id: row.event_id, type: 'T', schemaVersion: 3, publishedVersion: 1, data: '{"a": 1}', metadata: '{}', published: row.text });
    expect(row.digest.equals(digest)).toBe(true);
  });

  it('lets one of two racing writers win, and tells the same writer that it was there already', async () => {
    const [stream, twin] = [`model-${randomUUID()}`, `model-${randomUUID()}`];
    const race = (events: () => NewEvent[], of: string) => Promise.all(Array.from({ length: 8 }, async () => {
      const racer = await pool.connect();
      try {
        return (await store.append(racer, target(of, 0), events())).status;
      } finally {
        racer.release();
      }
    }));
    const same = [event(), event()];
    expect((await race(() => [event()], stream)).sort()).toEqual([...Array.from({ length: 7 }, () => 'conflict'), 'ok']);
    expect((await race(() => same, twin)).sort()).toEqual([...Array.from({ length: 7 }, () => 'duplicate'), 'ok']);
  });

  it('holds an asserted version until the asserting transaction ends', async () => {
    const stream = `model-${randomUUID()}`;
    await store.append(client, target(stream, 0), [event()]);
    const other = await pool.connect();
    try {
      await other.query('begin');
      expect((await store.append(other, target(stream, 1), [])).status).toBe('ok');
      await client.query(`set lock_timeout = '50ms'`);
      await expect(store.append(client, target(stream, 1), [event()])).rejects.toMatchObject({ code: '55P03' });
      await other.query('commit');
      expect((await store.append(client, target(stream, 1), [event()])).status).toBe('ok');
    } finally {
      await client.query('reset lock_timeout');
      other.release();
    }
  });

  it('loads a stream in its own workspace only', async () => {
    const stream = `model-${randomUUID()}`;
    await store.append(client, target(stream, 0), [event(), event(undefined, true)]);
    expect(await store.load(client, stream, 'default')).toMatchObject({ version: 2, publishedVersion: 1 });
    expect(await store.load(client, stream, 'other')).toEqual({ events: [], version: 0, publishedVersion: 0 });
  });

  it('never lets the clock of a stream run backwards, in whole milliseconds', async () => {
    const stream = `model-${randomUUID()}`;
    await store.append(client, target(stream, 0), [event()]);
    await client.query(`update es.streams set last_recorded = last_recorded + interval '1 hour' where stream_id = $1`, [stream]);
    await store.append(client, target(stream, 1), [event()]);
    const { rows: [row] } = await client.query(`select bool_and(recorded_at = date_trunc('milliseconds', recorded_at)) as whole,
      max(recorded_at) - min(recorded_at) = interval '1 hour' as kept from es.events where stream_id = $1`, [stream]);
    expect(row).toEqual({ whole: true, kept: true });
  });
});
