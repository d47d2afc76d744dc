import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { when } from '@throughline/kernel';
import { PERSONAS } from '@throughline/identity';
import { eventually } from '@throughline/testing';
import { noteWritten, notesContext } from '../../test/notes-context.ts';
import { envelope, ServiceBench } from '../../test/service-bench.ts';
import type { Caller } from '../context-port.ts';
import type { ContextDefinition } from '../context-definition.ts';
import type { RemoteContext } from '../remote/remote-context.ts';
import type { Service } from '../process/serve.ts';

let mended = false;
const shown: string[] = [];
const context: ContextDefinition = { ...notesContext, readModels: [{ name: 'notes', version: 1, tables: [], on: [when(noteWritten, async ({ data }) => {
  if (data.text === 'bad' && !mended) throw new Error('cannot show bad notes');
  shown.push(data.text);
})] }] };
const consumer = 'training-read-models';

describe('what operators ask of a context over HTTP', () => {
  let bench: ServiceBench;
  let service: Service;
  let remote: RemoteContext;

  const callerOf = async (persona: keyof typeof PERSONAS, workspace = 'default'): Promise<Caller> => ({ principal: { ...PERSONAS[persona], workspace }, token: await bench.token(persona, workspace) });
  const act = (stream: string, more: object = {}) => ({ consumer, projection: 'notes', stream, reason: 'bad notes are notes', idempotencyKey: randomUUID(), correlationId: 'c-1', ...more });
  const post = async (name: string, body: unknown, token?: string) => {
    const response = await fetch(`${service.url}/operations/${name}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) } });
    return { status: response.status, body: await response.json() as { error?: { code: string; path: string[] } } };
  };
  const parkedNote = async (): Promise<string> => {
    const token = await bench.token();
    const done = await remote.dispatch(envelope('write-note', { text: 'bad' }), token) as { stream: string };
    await remote.dispatch(envelope('amend-note', { note: done.stream, text: 'better' }, { expectedVersion: 1 }), token);
    const sre = await callerOf('sre');
    await eventually(async () => (await remote.operations.run('list-parked', { limit: 100 }, sre)).streams, (s) => s.some((p) => p.stream === done.stream && p.events === 2));
    return done.stream;
  };

  beforeAll(async () => {
    bench = await ServiceBench.open();
    service = await bench.start(context);
    remote = bench.remote(service);
  }, 60_000);
  afterAll(() => bench.close());

  it('is done with the operator\'s own token, and kept in the context\'s own store', async () => {
    const sre = await callerOf('sre');
    const stream = await parkedNote();
    expect(await remote.operations.run('show-parked', { consumer, projection: 'notes', stream: `${stream}x` }, sre)).toBeNull();
    expect(await remote.operations.run('show-parked', { consumer, projection: 'notes', stream }, sre)).toMatchObject({ version: 1, error: 'cannot show bad notes', waiting: [{ payload: { text: 'bad' } }, { payload: { text: 'better' } }] });
    mended = true;
    expect(await remote.operations.run('replay-parked', act(stream), sre)).toMatchObject({ status: 'accepted', report: { applied: { from: 1, to: 2, events: 2 }, remaining: 0 } });
    expect(shown).toEqual(['bad', 'better']);
    expect(await remote.operations.run('show-parked', { consumer, projection: 'notes', stream }, sre)).toMatchObject({ waitsFor: null, acts: [{ act: 'ParkedStreamReplayed', actor: `human:${PERSONAS.sre.id}`, reason: 'bad notes are notes' }] });
    const client = new Client(bench.schemas.training.ownerUrl);
    await client.connect();
    const { rows } = await client.query(`select stream_type, published, type from training.events where stream_type = 'operation'`);
    await client.end();
    expect(rows).toEqual([{ stream_type: 'operation', published: null, type: 'ParkedStreamReplayed' }]);
    expect(await remote.operations.run('replay-parked', act(stream), sre)).toMatchObject({ status: 'refused', code: 'PARKED.NOTHING_WAITS' });
  });

  it('is for operators, of their own workspace, and acts are for people', async () => {
    mended = false;
    const stream = await parkedNote();
    expect((await post('list-parked', { limit: 1 })).status).toBe(401);
    for (const persona of ['viewer', 'ml-engineer', 'product-owner'] as const) expect((await post('list-parked', { limit: 1 }, await bench.token(persona))).body.error).toMatchObject({ code: 'FORBIDDEN' });
    expect((await post('list-parked', { limit: 1 }, await bench.serviceToken())).status).toBe(401);
    const elsewhere = await callerOf('admin', 'another');
    expect(await remote.operations.run('list-parked', { limit: 100 }, elsewhere)).toEqual({ streams: [], total: 0 });
    expect(await remote.operations.run('discard-parked', { ...act(stream), version: 1 }, elsewhere)).toMatchObject({ status: 'refused', code: 'PARKED.NOTHING_WAITS' });
    expect(await remote.operations.run('discard-parked', { ...act(stream), version: 1 }, await callerOf('admin'))).toMatchObject({ status: 'accepted', report: { discarded: { events: 1 }, applied: { events: 1 } } });
    const feed = await callerOf('feed');
    expect(await remote.operations.run('list-parked', { limit: 100 }, feed)).toMatchObject({ total: 0 });
    await expect(remote.operations.run('replay-parked', act(stream), feed)).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('for people') });
  });

  const key = '00000000-0000-4000-8000-000000000001';
  it.each([
    ['list-parked', { limit: 0 }, 400, 'limit'], ['list-parked', { limit: 1, workspace: 'another' }, 400, 'workspace'], ['show-parked', { consumer, projection: 'notes' }, 400, 'stream'],
    ['replay-parked', act('s', { reason: 'no', idempotencyKey: key }), 400, 'reason'], ['replay-parked', act('s', { idempotencyKey: 'k' }), 400, 'idempotencyKey'], ['discard-parked', act('s', { idempotencyKey: key }), 400, 'version'],
    ['discard-parked', act('s', { version: 2, upTo: 1, idempotencyKey: key }), 400, 'upTo'], ['forget-everything', {}, 404, undefined], ['__proto__', {}, 404, undefined],
  ] as const)('%s refuses %j with %i', async (name, body, status, field) => {
    const answer = await post(name, body, await bench.token('sre'));
    expect([answer.status, answer.body.error?.path[0]]).toEqual([status, field]);
  });
});
