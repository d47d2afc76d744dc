import { topicOf } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { EventHistory, type HistoryPort } from '@throughline/transport';
import { LockFence } from '@throughline/event-store';
import { Pool } from 'pg';
import { historyConformance, type HistoryUnderTest } from '../../test/history-port.conformance.ts';
import { noteWritten } from '../../test/notes-context.ts';
import { envelope, ServiceBench } from '../../test/service-bench.ts';
import { RemoteContext } from '../remote/remote-context.ts';
import type { Service } from '../process/serve.ts';

const topic = topicOf(noteWritten);

describe('the history', () => {
  let bench: ServiceBench;
  let service: Service;
  let pool: Pool;
  let fence: LockFence;
  let inProcess: HistoryPort;

  const underTest = async (history: HistoryPort): Promise<HistoryUnderTest> => {
    const token = await bench.token();
    const remote = bench.remote(service);
    return {
      history, topic,
      append: async (stream, text) => {
        const version = stream ? Number((await inProcess.stream(stream, 0)).at(-1)!.headers['ce_sequence']) : undefined;
        const outcome = await remote.dispatch(stream ? envelope('amend-note', { note: stream, text }, { expectedVersion: version }) : envelope('write-note', { text }), token);
        if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
        return outcome.stream;
      },
      relayed: async () => { await eventually(async () => (await inProcess.head()).position === ((await inProcess.topic(topic, 0, 1_000)).at(-1)?.position ?? 0)); },
    };
  };
  const get = async (path: string, token: string) => {
    const response = await fetch(`${service.url}/history${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.json() as { error?: { code: string; path: string[]; detail: object } } };
  };

  beforeAll(async () => {
    bench = await ServiceBench.open();
    service = await bench.start();
    pool = new Pool({ connectionString: bench.schemas.training.appUrl, max: 3 });
    fence = new LockFence(pool, 'training');
    inProcess = new EventHistory({ context: 'training', schema: 'training', pool, fence, transport: 'postgres', partitions: 1 });
  }, 60_000);
  afterAll(async () => {
    fence.close();
    await pool.end();
    await bench.close();
  });

  describe('in process', () => historyConformance(() => underTest(inProcess)));
  describe('over HTTP', () => historyConformance(() => underTest(bench.remote(service).history)));

  it('is the same byte for byte', async () => {
    const { history } = bench.remote(service);
    const records = await inProcess.topic(topic, 0, 1_000);
    expect(records.length).toBeGreaterThan(20);
    const bytes = (of: unknown): string => Buffer.from(JSON.stringify(of)).toString('hex');
    expect(bytes(await history.topic(topic, 0, 1_000))).toBe(bytes(records));
    expect(bytes(await history.stream(records[0]!.key, 0))).toBe(bytes(await inProcess.stream(records[0]!.key, 0)));
    expect(bytes(await history.heads(topic, 0))).toBe(bytes(await inProcess.heads(topic, 0)));
  });

  it('is for services alone: no person\'s token opens it, and none of another\'s making', async () => {
    for (const path of ['/head', `/topics/${topic}`, `/heads/${topic}`, `/floors/${topic}`, '/streams/note-00000000-0000-5000-8000-000000000000']) {
      expect((await get(path, await bench.serviceToken())).status).toBe(200);
      expect(await get(path, await bench.token('admin'))).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED', detail: { reason: 'AUDIENCE_WRONG' } } } });
      expect((await get(path, 'a.b.c')).status).toBe(401);
    }
  });

  it('stands still, and does not end, for who may not read it', async () => {
    const stranger = new RemoteContext('training', [service.url], () => bench.token('admin')).history;
    for (const ask of [() => stranger.head(), () => stranger.topic(topic, 0, 10), () => stranger.stream('note-00000000-0000-5000-8000-000000000000', 0)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringMatching(/cannot be read: The token is for another audience/) as string });
    }
  });

  it.each([
    [`/topics/${topic}?after=-1`, 400, 'after'], [`/topics/${topic}?after=1.5`, 400, 'after'], [`/topics/${topic}?after=`, 400, 'after'], [`/topics/${topic}?after=1&after=2`, 400, 'after'],
    [`/topics/${topic}?after=99999999999999999999`, 400, 'after'], [`/topics/${topic}?limit=0`, 400, 'limit'], [`/topics/${topic}?limit=1001`, 400, 'limit'], [`/topics/${topic}?first=1`, 400, 'first'],
    ['/topics/throughline.registry.model.v1', 404, 'topic'], ['/heads/nonsense', 404, 'topic'], ['/floors/throughline.training.note.v1.dlq', 404, 'topic'], [`/heads/${topic}?limit=3`, 400, 'limit'],
    ['/streams/note-1', 400, 'id'], ['/streams/note%00-00000000-0000-5000-8000-000000000000', 400, 'id'], ['/head?after=1', 400, 'after'],
  ])('refuses %s and names what is at fault', async (path, status, field) => {
    expect(await get(path, await bench.serviceToken())).toMatchObject({ status, body: { error: { path: [field] } } });
  });
});
