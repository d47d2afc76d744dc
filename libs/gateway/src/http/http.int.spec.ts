import { randomUUID } from 'node:crypto';
import { createdStream, sha256 } from '@throughline/kernel';
import { benchPart, trialDone, trialStarted } from '../../test/bench-part.ts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { requirements } from '../resolvers/requirements.ts';
import { encodeNodeId } from '../schema/node-id.ts';

const newTrial = () => createdStream('bench-trial', randomUUID());
const started = { rig: '', before: null, steps: 1 };

describe('over HTTP', () => {
  let bench: GatewayBench;

  beforeAll(async () => { bench = await GatewayBench.open({ parts: [requirements, benchPart] }); });
  afterAll(() => bench.close());

  describe('who asks', () => {
    const viewer = '{ viewer { workspace roles actor { actor kind displayName } } }';

    it('is told by the token', async () => {
      const { data } = await bench.ask(viewer, { as: 'feed', workspace: 'late-flights' });
      expect(data.viewer).toEqual({ workspace: 'late-flights', roles: ['SRE'], actor: { actor: 'service:s-3fa1d5', kind: 'SERVICE', displayName: 'Business calendar feed' } });
    });

    it.each([
      ['no token', {}, 'TOKEN_MISSING'],
      ['a bad header', { authorization: 'Basic abc' }, 'TOKEN_MALFORMED'],
      ['a bad token', { authorization: 'Bearer a.b.c' }, 'TOKEN_MALFORMED'],
    ])('with %s gets nothing anywhere but health', async (_, headers, reason) => {
      for (const path of ['/graphql', '/metrics', `/files/${sha256('x')}`]) {
        const response = await bench.fetch(path, { token: null, headers });
        expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer']);
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', reason } }] });
      }
      expect((await bench.fetch('/health/live', { token: null, headers })).status).toBe(200);
    });

    it('anonymously cannot even introspect', async () => {
      const { status, errors } = await bench.ask('{ __schema { types { name } } }', { token: null });
      expect([status, errors]).toMatchObject([401, [{ extensions: { code: 'UNAUTHENTICATED' } }]]);
    });
  });

  describe('what is asked', () => {
    const post = (body: string, headers: Record<string, string> = {}) => bench.fetch('/graphql', { headers: { 'content-type': 'application/json', ...headers } }, { method: 'POST', body });

    it('may have 256 KB and not a byte more', async () => {
      const fill = (bytes: number) => { const query = '{ viewer { workspace } }'; return JSON.stringify({ query, x: 'x'.repeat(bytes - JSON.stringify({ query, x: '' }).length) }); };
      expect((await post(fill(256 * 1024))).status).toBe(200);
      const response = await post(fill(256 * 1024 + 1));
      expect([response.status, await response.json()]).toMatchObject([413, { errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
    });

    it.each([
      ['no JSON', '{', {}, 400],
      ['a number that would become another one', '{"variables":{"a":[-9007199254740993]}}', {}, 400],
      ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415],
      ['compressed', '{}', { 'content-encoding': 'gzip' }, 415],
    ])('is refused: %s', async (_, body, headers, status) => expect((await post(body, headers as never)).status).toBe(status));

    it('may be 12 fields deep, fragments counted, introspection free', async () => {
      const nested = (depth: number): string => depth === 0 ? '{ id }' : `{ trials { rig ${nested(depth - 1)} } }`;
      const document = (body: string) => `{ benchRigs(first: 1) { nodes ${body} } }`;
      expect((await bench.ask(document(nested(4)))).errors).toBeUndefined();
      expect((await bench.ask(document(nested(5)))).errors).toMatchObject([{ message: expect.stringMatching(/13 fields deep; 12 are allowed/), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
      const spread = await bench.ask(`${document('{ ...deep }')} fragment deep on BenchRig ${nested(5)}`);
      expect(spread.errors).toMatchObject([{ message: expect.stringMatching(/13 fields deep/) }]);
      const ofType = (depth: number): string => depth === 0 ? 'name' : `name ofType { ${ofType(depth - 1)} }`;
      expect((await bench.ask(`{ __schema { types { fields { type { ${ofType(12)} } } } } }`)).errors).toBeUndefined();
    });

    it.each([
      ['an operation of a kind that is not there', { query: 'subscription { viewer { workspace } }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['a document to be remembered', { query: '{ viewer { workspace } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }, 'PERSISTED_QUERY_NOT_SUPPORTED'],
      ['an id that no database can hold', { query: `{ node(id: "${Buffer.from('v1:Initiative:a\0b').toString('base64url')}") { id } }` }, 'BAD_USER_INPUT'],
      ['a text that no database can hold', { query: `{ live(kind: "a\\u0000", id: "${encodeNodeId('BenchTrial', newTrial())}") { next } }` }, 'BAD_USER_INPUT'],
    ])('is the sender\'s fault, not ours: %s', async (_, body, code) => {
      expect(await (await post(JSON.stringify(body))).json()).toMatchObject({ errors: [{ extensions: { code } }] });
    });

    it('is not answered to a form of another site', async () => {
      const response = await bench.fetch(`/graphql?query=${encodeURIComponent('{ viewer { workspace } }')}`);
      expect(response.status).toBe(400);
      const checked = await bench.fetch(`/graphql?query=${encodeURIComponent('{ viewer { workspace } }')}`, { headers: { 'apollo-require-preflight': '1' } });
      expect(checked.status).toBe(200);
    });

    it('gets no stack, no SQL and no inner words when something breaks; the log gets them', async () => {
      const { errors, data } = await bench.ask('{ benchFailure viewer { workspace } }', { headers: { 'x-correlation-id': 'c-broken' } });
      expect(data).toEqual({ benchFailure: null, viewer: { workspace: 'default' } });
      expect(errors).toEqual([{ message: expect.stringMatching(/c-broken/), path: ['benchFailure'], locations: expect.anything(), extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(JSON.stringify(errors)).not.toMatch(/secret|stack|\.ts/);
      expect(bench.logged.find(({ correlationId }) => correlationId === 'c-broken')).toMatchObject({ level: 'error', err: { message: 'select secret from table' } });
    });
  });

  it('sends a correlation id back, also where the sender gave none or a wild one', async () => {
    const idOf = async (id: string) => (await bench.fetch('/health/live', { headers: id ? { 'x-correlation-id': id } : {} })).headers.get('x-correlation-id');
    expect(await idOf('demo-1')).toBe('demo-1');
    expect(await idOf('')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf('a b<c>')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is ready while the database answers and events are read', async () => {
    const response = await bench.fetch('/health/ready', { token: null });
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', database: 'ok', consumers: { gateway: 'running' } }]);
  });

  it('shows metrics to those who run the plane', async () => {
    await bench.ask('{ viewer { workspace } }');
    const response = await bench.fetch('/metrics', { as: 'sre' });
    expect([response.status, await response.text()]).toEqual([200, expect.stringMatching(/throughline_graphql_operation_seconds_count\{operation="query",outcome="ok"\} \d/)]);
    expect((await bench.fetch('/metrics', { as: 'viewer' })).status).toBe(403);
    expect((await bench.fetch('/metrics', { token: await bench.issuer.serviceTokens('prometheus')() })).status).toBe(200);
  });

  describe('files', () => {
    const content = 'week,recall\nW14,0.43\n';
    const digest = sha256(content);

    beforeAll(async () => {
      await bench.blobs.put(content);
      await bench.blobs.put('nobody names me');
      const trial = newTrial();
      await bench.contexts.training.say(trial, trialStarted, started, { workspace: 'files' });
      await bench.contexts.training.say(trial, trialDone, { report: { digest, size: content.length } }, { workspace: 'files' });
      const lost = newTrial();
      await bench.contexts.training.say(lost, trialStarted, started, { workspace: 'files' });
      await bench.contexts.training.say(lost, trialDone, { report: { digest: sha256('lost'), size: 4 } }, { workspace: 'files' });
      await bench.settled();
    });
    const get = (path: string, headers: Record<string, string> = {}, workspace = 'files', method = 'GET') => bench.fetch(path, { workspace, headers }, { method });

    it('are named by their entities and served by digest', async () => {
      const { data } = await bench.ask('{ benchTrials(first: 1) { nodes { report { digest name mediaType size url } } } }', { workspace: 'files' });
      const { report } = data.benchTrials.nodes[0];
      expect(report).toEqual({ digest, name: 'report.csv', mediaType: 'text/csv', size: content.length, url: `/files/${digest}` });
      const response = await get(report.url);
      expect([response.status, await response.text()]).toEqual([200, content]);
      expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'text/csv', 'content-length': String(content.length), etag: `"${digest}"`, 'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff', 'content-disposition': 'attachment; filename*=UTF-8\'\'report.csv', 'cache-control': 'private, max-age=31536000, immutable' });
    });

    it.each([
      ['bytes=0-3', 206, 'week', 'bytes 0-3/21'], ['bytes=12-', 206, 'W14,0.43\n', 'bytes 12-20/21'], ['bytes=-5', 206, '0.43\n', 'bytes 16-20/21'],
      ['bytes=0-999', 206, content, 'bytes 0-20/21'], ['bytes=0-1,3-4', 200, content, null], ['lines=1-2', 200, content, null], ['bytes=21-', 416, '', 'bytes */21'],
    ])('answer the range %s with %d', async (range, status, text, contentRange) => {
      const response = await get(`/files/${digest}`, { range });
      expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([status, text, contentRange]);
    });

    it('are not sent again to who has them, and HEAD sends none of them', async () => {
      expect((await get(`/files/${digest}`, { 'if-none-match': `"${digest}"` })).status).toBe(304);
      expect((await get(`/files/${digest}`, { 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
      const head = await get(`/files/${digest}`, {}, 'files', 'HEAD');
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(content.length), '']);
    });

    it.each([
      ['another workspace', `/files/${digest}`, 'other'], ['a blob that no entity names', `/files/${sha256('nobody names me')}`, 'files'],
      ['a blob that is lost', `/files/${sha256('lost')}`, 'files'], ['what is no digest', '/files/..%2F..%2Fetc%2Fpasswd', 'files'],
    ])('do not exist for %s', async (_, path, workspace) => {
      const response = await get(path, {}, workspace);
      expect([response.status, await response.json()]).toMatchObject([404, { errors: [{ extensions: { code: 'NOT_FOUND' }, message: 'There is no such file.' }] }]);
    });
  });
});
