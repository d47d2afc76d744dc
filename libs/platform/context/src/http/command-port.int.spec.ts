import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandFault, type CommandEnvelope } from '@throughline/commands';
import { servicesAudienceOf } from '@throughline/identity';
import { Client } from 'pg';
import { envelope, ServiceBench } from '../../test/service-bench.ts';
import { RemoteContext } from '../remote/remote-context.ts';
import type { Service } from '../process/serve.ts';

describe('the command port over HTTP', () => {
  let bench: ServiceBench;
  let service: Service;
  let remote: RemoteContext;
  let token: string;

  const dispatch = (name: string, body: unknown, more: Partial<CommandEnvelope> = {}) => remote.dispatch(envelope(name, body, more), token);
  const post = async (body: string, { headers = {}, name = 'write-note' }: { headers?: Record<string, string>; name?: string } = {}) => {
    const response = await fetch(`${service.url}/commands/${name}`, { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers } });
    return { status: response.status, headers: response.headers, body: await response.json() as Record<string, unknown> };
  };
  const rows = async (sql: string, values: readonly unknown[] = []) => {
    const client = new Client(bench.schemas.training.ownerUrl);
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  const events = async () => Number((await rows('select count(*) as n from training.events'))[0]!['n']);

  beforeAll(async () => {
    bench = await ServiceBench.open();
    service = await bench.start();
    remote = bench.remote(service);
    token = await bench.token();
  }, 60_000);
  afterAll(() => bench.close());

  it('answers with the outcome: done, refused, overtaken', async () => {
    const done = await dispatch('write-note', { text: 'a' });
    expect(done).toEqual({ status: 'accepted', stream: expect.stringMatching(/^note-/) as string, version: 1 });
    expect(await dispatch('write-note', { text: '' })).toEqual({ status: 'refused', code: 'TRAINING.NOT_A_NOTE', detail: { missing: ['text'] } });
    const { stream } = done as { stream: string };
    expect(await dispatch('amend-note', { note: stream, text: 'b' }, { expectedVersion: 7 })).toEqual(
      { status: 'conflict', stream, expectedVersion: 7, actualVersion: 1, changedBy: 'human:p-c35f72' });
    expect(await dispatch('amend-note', { note: stream, text: 'b' })).toMatchObject({ status: 'refused', code: 'EXPECTED_VERSION_REQUIRED' });
    expect(await dispatch('amend-note', { note: stream, text: 'b' }, { expectedVersion: 1 })).toMatchObject({ status: 'accepted', version: 2 });
  });

  it.each([
    ['UNAUTHENTICATED', 401], ['FORBIDDEN', 403], ['NOT_FOUND', 404], ['BAD_USER_INPUT', 400], ['FACTS_PARKED', 409], ['FACTS_LAGGING', 503], ['UPSTREAM_UNAVAILABLE', 503],
  ] as const)('carries the fault %s as status %i, and out comes the same', async (code, status) => {
    expect((await post(JSON.stringify({ body: { code }, idempotencyKey: randomUUID() }), { name: 'fail-note' })).status).toBe(status);
    const fault = await dispatch('fail-note', { code }).catch((error: unknown) => error) as CommandFault;
    expect(fault).toBeInstanceOf(CommandFault);
    expect({ ...fault, message: fault.message }).toMatchObject({ code, message: `failed with ${code}`, path: ['note', 'text'], detail: { said: code, list: [1, { a: null }] } });
  });

  it('says no more of a bug than its correlation id, and of a lost database that it is away', async () => {
    const { status, body } = await post(JSON.stringify({ body: { code: 'bug' }, idempotencyKey: randomUUID() }), { name: 'fail-note', headers: { 'x-correlation-id': 'c-1' } });
    expect([status, body]).toEqual([500, { error: { code: 'INTERNAL_SERVER_ERROR', message: expect.stringMatching(/correlation id c-1\.$/) as string, path: [], detail: {} } }]);
    await expect(dispatch('fail-note', { code: 'bug' })).rejects.toThrow(/training failed to answer \/commands\/fail-note/);
    await expect(dispatch('fail-note', { code: 'database' })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('does a command once, however often and however many at once it is sent', async () => {
    const command = envelope('write-note', { text: 'once' });
    const before = await events();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => remote.dispatch(command, token)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await remote.dispatch(command, token)).toEqual(outcomes[0]);
    expect(await events()).toBe(before + 1);
    expect(await remote.dispatch({ ...command, body: { text: 'twice' } }, token)).toMatchObject({ status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await remote.dispatch({ ...command, name: 'fail-note', body: { code: 'bug' } }, token).catch((error: Error) => error.message)).toMatch(/failed/);
    const elsewhere = await remote.dispatch(command, await bench.token('ml-engineer', 'another'));
    expect(elsewhere).toMatchObject({ status: 'accepted', version: 1 });
    expect(elsewhere).not.toEqual(outcomes[0]);
  });

  it('asks the token alone who sends a command, and in which workspace', async () => {
    const forged = { kind: 'human', id: 'p-05ba6d', roles: ['admin'], workspace: 'another' } as const;
    const before = await events();
    expect(await post(JSON.stringify({ body: { text: 'a' }, idempotencyKey: randomUUID(), principal: forged }))).toMatchObject({ status: 400, body: { error: { code: 'BAD_USER_INPUT', path: ['principal'] } } });
    expect(await events()).toBe(before);
    const outcome = await dispatch('write-note', { text: 'mine' }, { principal: forged }) as { stream: string };
    expect(await rows(`select workspace, metadata->>'actor' as actor from training.events where stream_id = $1`, [outcome.stream])).toEqual([{ workspace: 'default', actor: 'human:p-c35f72' }]);
    await expect(remote.dispatch(envelope('write-note', { text: 'a' }), await bench.token('viewer'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('takes no token of services, no forged and no missing one, and reads no body before', async () => {
    await expect(remote.dispatch(envelope('write-note', { text: 'a' }), await bench.serviceToken())).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'AUDIENCE_WRONG' } });
    const [head, payload, signature] = token.split('.') as [string, string, string];
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()) as object, roles: ['admin'], aud: servicesAudienceOf('throughline') };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    for (const [headers, reason] of [[{ authorization: `Bearer ${forged}` }, 'SIGNATURE_WRONG'], [{ authorization: '' }, 'TOKEN_MISSING'], [{ authorization: 'Basic x' }, 'TOKEN_MALFORMED']] as const) {
      const { status, headers: answered, body } = await post('{', { headers });
      expect([status, answered.get('www-authenticate'), body]).toMatchObject([401, 'Bearer', { error: { code: 'UNAUTHENTICATED', detail: { reason } } }]);
    }
  });

  it.each([
    ['no JSON', '{', {}, 400, []],
    ['nothing', '', {}, 400, []],
    ['another type', '{}', { 'content-type': 'text/plain' }, 400, []],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, []],
    ['compressed', '{}', { 'content-encoding': 'gzip' }, 415, []],
    ['a list', '[]', {}, 400, []],
    ['null', 'null', {}, 400, []],
    ['no key', '{"body":{}}', {}, 400, ['idempotencyKey']],
    ['a key that is none', '{"body":{"text":"a"},"idempotencyKey":"A"}', {}, 400, ['idempotencyKey']],
    ['a field that nobody knows', '{"idempotencyKey":"a","force":true}', {}, 400, ['force']],
    ['a version that is none', '{"idempotencyKey":"a","expectedVersion":"1"}', {}, 400, ['expectedVersion']],
    ['seen what is no version', '{"idempotencyKey":"a","seen":{"note-1":-1}}', {}, 400, ['seen', 'note-1']],
    ['a body that breaks its contract', `{"idempotencyKey":"${randomUUID()}","body":{"text":1}}`, {}, 400, ['text']],
    ['a number that would become another one', '{"idempotencyKey":"a","body":{"n":9007199254740993}}', {}, 400, []],
  ])('refuses %s, names the field and writes nothing', async (_, body, headers, status, path) => {
    const before = await events();
    expect(await post(body, { headers: headers as Record<string, string> })).toMatchObject({ status, body: { error: { code: 'BAD_USER_INPUT', path } } });
    expect(await events()).toBe(before);
  });

  it('takes 512 KB and not a byte more', async () => {
    const sized = (bytes: number): string => { const filled = (text: string) => JSON.stringify({ idempotencyKey: randomUUID(), body: { text } }); return filled('x'.repeat(bytes - filled('').length)); };
    expect((await post(sized(512 * 1024), { name: 'no-such-command' })).body).toMatchObject({ error: { message: 'there is no command no-such-command' } });
    expect((await post(sized(512 * 1024 + 1))).status).toBe(413);
  });

  it('passes every text and number on as it is, and refuses what JSON has not', async () => {
    const at = { 'ключ "\\': '\u2028\u0001\u{1f600}e\u0301', small: 5e-324, large: 1.7976931348623157e308, whole: 2 ** 60, nothing: null, list: [[], {}] };
    const { stream } = await dispatch('write-note', { text: '\u007f\r\n', at }) as { stream: string };
    expect((await rows('select data from training.events where stream_id = $1', [stream]))[0]!['data']).toEqual({ text: '\u007f\r\n', at });
    for (const wrong of [NaN, Infinity, '\0', '\ud800']) {
      await expect(dispatch('write-note', { text: 'a', at: { wrong } })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', path: ['at.wrong'] });
    }
  });

  it('hands correlation, cause and trace on into the event', async () => {
    const told = { correlationId: 'c-2', causationId: 'cause-2', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', occurredAt: '2026-01-01T00:00:00.000Z' };
    const { stream } = await dispatch('write-note', { text: 'a' }, told) as { stream: string };
    expect((await rows('select metadata from training.events where stream_id = $1', [stream]))[0]!['metadata']).toMatchObject(told);
    const { headers } = await post('{}', { headers: { 'x-correlation-id': 'c-3' } });
    expect(headers.get('x-correlation-id')).toBe('c-3');
  });

  it('serves live points in the workspace of the token', async () => {
    await rows(`insert into training.live_point(kind, id, workspace, seq, point) values ('note', 'note-a', 'default', 1, '{"n":1}'), ('note', 'note-a', 'default', 2, '{"n":2}')`);
    const series = { kind: 'note', id: 'note-a', after: 1 };
    const as = async (workspace: string) => remote.livePoints(series, { token: await bench.token('viewer', workspace), principal: envelope('', {}).principal });
    expect(await as('default')).toEqual([{ seq: 2, at: expect.stringMatching(/Z$/) as string, point: { n: 2 } }]);
    expect(await as('another')).toEqual([]);
    const response = await fetch(`${service.url}/live/note/note-a?after=x`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'BAD_USER_INPUT', path: ['after'] } }]);
  });

  it('is of nobody who is not there, in time, and never takes a stranger for a context', async () => {
    const answering = async (answer: (server: Server) => void): Promise<RemoteContext> => {
      const server = createServer();
      answer(server);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      strangers.push(server);
      return new RemoteContext('training', [`http://127.0.0.1:${(server.address() as AddressInfo).port}`], async () => token);
    };
    const strangers: Server[] = [];
    const away = { code: 'UPSTREAM_UNAVAILABLE', message: expect.stringMatching(/^training does not answer/) as string };
    const send = (to: RemoteContext) => to.dispatch(envelope('write-note', { text: 'a' }), token);
    await expect(send(new RemoteContext('training', ['http://127.0.0.1:9'], async () => token))).rejects.toMatchObject(away);
    await expect(send(await answering((server) => server.on('request', (_, response) => response.writeHead(404).end('<html>'))))).rejects.toMatchObject(away);
    await expect(send(await answering((server) => server.on('request', (_, response) => response.writeHead(200).end('<html>'))))).rejects.toMatchObject(away);
    await expect(send(await answering((server) => server.on('request', (request) => request.socket.destroy())))).rejects.toMatchObject(away);
    const hanging = await answering((server) => server.on('request', () => undefined));
    await expect(hanging.livePoints({ kind: 'a', id: 'b', after: 0 }, { token, principal: envelope('', {}).principal })).rejects.toMatchObject({ ...away, cause: { message: 'no answer within 3000 ms' } });
    const second = new RemoteContext('training', ['http://127.0.0.1:9', service.url], async () => token);
    expect(await send(second)).toMatchObject({ status: 'accepted' });
    for (const stranger of strangers) stranger.closeAllConnections();
    await Promise.all(strangers.map((stranger) => new Promise((done) => stranger.close(done))));
  }, 30_000);
});
