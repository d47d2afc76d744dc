import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { CommandEnvelope, CommandOutcome } from '@throughline/commands';
import { createTestDatabase, eventually, type TestDatabase } from '@throughline/testing';
import { cancelWork, enqueueWork, WorkPutOff, type WorkContext, type Worker, type WorkItem } from './work-item.ts';
import { livePoints } from './work-rows.ts';
import { workSql } from './work-schema.ts';
import { WorkerPool } from './worker-pool.ts';

/** Ends when its try is over. */
const untilAborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('a worker pool', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  const pools: WorkerPool[] = [];
  const sent: CommandEnvelope[] = [];

  const work = async (): Promise<{ attempt: number; owner: string | null }[]> => (await pool.query('select attempt, owner from ctx.work')).rows;
  const enqueue = async (): Promise<WorkItem> => {
    const item: WorkItem = { id: randomUUID(), kind: 'dig', stream: `hole-${randomUUID()}`, workspace: 'default', payload: { depth: 3 }, onBehalfOf: 'human:ann', correlationId: randomUUID() };
    const client = await pool.connect();
    await enqueueWork(client, 'ctx', item);
    client.release();
    return item;
  };
  const started = async (run: (item: WorkItem, context: WorkContext) => Promise<void>, more: Partial<Worker> = {}, leaseMs = 15_000): Promise<WorkerPool> => {
    const worker: Worker = { kind: 'dig', run, failed: async (_, error, context) => { await context.command('fail-hole', error.message, 'fail'); }, ...more };
    const one = new WorkerPool({
      context: 'training', schema: 'ctx', pool, workers: [worker as Worker<never>], leaseMs, log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      commands: { run: async (envelope): Promise<CommandOutcome> => { sent.push(envelope); return { status: 'accepted', stream: 'hole', version: 1 }; } },
    });
    pools.push(one);
    await one.start();
    return one;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 8 });
    await pool.query(`create schema ctx; ${workSql('ctx')}`);
    sent.length = 0;
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((one) => one.stop()));
    await pool.end();
    await database.drop();
  });

  it('carries work out once, for the human behind it, and drops its live points with it', async () => {
    const item = await enqueue();
    await started(async (given, context) => {
      await context.report({ depth: 1 });
      await context.report({ depth: 2 });
      expect((await context.points()).map(({ seq, point }) => [seq, point])).toEqual([[1, { depth: 1 }], [2, { depth: 2 }]]);
      await context.command('complete-hole', given.payload, 'complete');
    });
    await eventually(async () => (await work()).length === 0);
    expect(sent).toMatchObject([{ name: 'complete-hole', body: { depth: 3 }, principal: { kind: 'service', id: 'training/dig', onBehalfOf: 'human:ann' }, causationId: item.id, correlationId: item.correlationId }]);
    expect(await livePoints(pool, 'ctx', 'default', 'dig', item.stream, 0)).toEqual([]);
  });

  it('gives up after as many errors as the worker allows, and says so', async () => {
    await enqueue();
    await started(() => Promise.reject(new Error('rock')), { maxAttempts: 1 });
    await eventually(async () => (await work()).length === 0);
    expect(sent).toMatchObject([{ name: 'fail-hole', body: 'rock' }]);
  });

  it('takes work that was put off up again, and does not count the try', async () => {
    await enqueue();
    const attempts: number[] = [];
    await started(async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempts.length < 4) throw new WorkPutOff('the ground is frozen', 0);
    }, { maxAttempts: 1 });
    await eventually(async () => (await work()).length === 0);
    expect(attempts).toEqual([1, 1, 1, 1]);
    expect(sent).toEqual([]);
  });

  it('lets a try that lost its lease end without touching the next one', async () => {
    const item = await enqueue();
    const ended: number[] = [];
    let finish: () => void = () => undefined;
    await started(async (_, { attempt, signal }) => {
      try {
        if (attempt === 1) await untilAborted(signal);
        await new Promise<void>((done) => { finish = done; });
      } finally {
        ended.push(attempt);
      }
    }, { concurrency: 2 }, 500);
    await eventually(async () => (await work())[0]?.attempt === 1);
    await pool.query('update ctx.work set owner = null, expires_at = null where id = $1', [item.id]);
    await eventually(() => ended.length === 1);
    expect(ended).toEqual([1]);
    await eventually(async () => (await work())[0]?.owner !== null);
    expect(await work()).toMatchObject([{ attempt: 2 }]);
    finish();
    await eventually(async () => (await work()).length === 0);
    expect(ended).toEqual([1, 2]);
  });

  it('tells a running try that it was cancelled', async () => {
    const item = await enqueue();
    const reasons: unknown[] = [];
    await started(async (_, { signal }) => { await untilAborted(signal).catch((error: unknown) => { reasons.push(signal.reason); throw error; }); },
      { cancelled: async (_, context) => { await context.command('note-cancelled', {}, 'cancelled'); } }, 250);
    await eventually(async () => (await work())[0]?.owner != null);
    const client = await pool.connect();
    await cancelWork(client, 'ctx', item.stream);
    client.release();
    await eventually(async () => (await work()).length === 0);
    expect(reasons).toEqual(['cancelled']);
    expect(sent).toMatchObject([{ name: 'note-cancelled' }]);
  });

  it('leaves its work to others when it stops', async () => {
    await enqueue();
    const one = await started((_, { signal }) => untilAborted(signal));
    await eventually(async () => (await work())[0]?.owner != null);
    await one.stop();
    expect(await work()).toEqual([{ attempt: 1, owner: null }]);
    const taken: number[] = [];
    await started(async (_, { attempt }) => { taken.push(attempt); });
    await eventually(async () => (await work()).length === 0);
    expect(taken).toEqual([2]);
  });
});
