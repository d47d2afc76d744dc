import { randomUUID } from 'node:crypto';
import { canonicalJson, type EventContract, idOf } from '@throughline/kernel';
import { datasetVersionRecordedV1, verificationCompletedV1, verificationStartedV1 } from '@throughline/data-quality-contracts';
import { trainingRunStartedV1 } from '@throughline/training-contracts';
import { buildAll, eventually } from '@throughline/testing';
import { TARGETS, type Target } from '../test/target.ts';

const command = 'command { state entityId resultVersion } userErrors { __typename code message }';
const PROPOSE = `mutation($input: ProposeInitiativeInput!) { outcome: proposeInitiative(input: $input) { ${command} } }`;
const DEFINE = `mutation($input: DefineKpiInput!) { outcome: defineKpi(input: $input) { ${command} } }`;
const REGISTER = `mutation($input: RegisterDatasetInput!) { outcome: registerDataset(input: $input) { ${command} } }`;
const PUBLISH = `mutation($input: PublishDataContractInput!) { outcome: publishDataContract(input: $input) { ${command} } }`;

const proposal = (name: string) => ({ name, problem: 'Nobody is warned.', sponsor: 'human:p-9', modelSource: 'OWN', predictionMoment: '00:00 of the day' });
const kpi = {
  name: 'Late flights', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK', segment: 'all',
  procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, guards: [],
};
const nodeId = (type: string, stream: string): string => Buffer.from(`v1:${type}:${stream}`).toString('base64url');
const streamOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[2]!;

describe.each(Object.entries(TARGETS))('%s', (_, start) => {
  let target: Target;
  let owner: string;
  let steward: string;

  beforeAll(async () => {
    await buildAll();
    target = await start();
    [owner, steward] = [await target.token('product-owner'), await target.token('data-steward')];
  }, 300_000);
  afterAll(() => target?.close(), 120_000);

  const eventsOf = async (schema: string, stream: string): Promise<number> =>
    (await target.sql.query<{ n: number }>(`select count(*)::int as n from ${schema}.events where stream_id = $1`, [stream])).rows[0]!.n;
  const stored = async (schema: string): Promise<number> => (await target.sql.query<{ n: number }>(`select count(*)::int as n from ${schema}.events`)).rows[0]!.n;

  /** Appends what no command would make. @param published text as it would travel */
  const inject = async (schema: string, stream: string, { aggregate }: EventContract, published: string): Promise<void> => {
    const { rows } = await target.sql.query<{ status: string }>(`select status from ${schema}.append($1, $2, -1, array[$3::uuid], array['Injected'], array[1], array['{}']::json[], array[$4]::json[], array[$5]::json[])`,
      [stream, aggregate, randomUUID(), canonicalJson({ actor: 'human:ann', correlationId: 'c-1' }), published]);
    expect(rows).toEqual([{ status: 'ok' }]);
  };
  const publishedOf = ({ type, version }: EventContract, data: object): string => JSON.stringify({ type, schemaVersion: version, data });
  const injectEvent = (schema: string, stream: string, contract: EventContract, data: object): Promise<void> => inject(schema, stream, contract, publishedOf(contract, data));

  // Case G2: the same key, in parallel or with another body, is taken for the same request.
  describe('an idempotency key', () => {
    const key = randomUUID();
    const input = { idempotencyKey: key, ...proposal('Warn of late flights') };
    let entity: string;

    it('makes one effect and twenty equal answers of twenty requests at once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => target.graphql(owner, PROPOSE, { input })));
      expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      expect(answers[0]!.data.outcome).toMatchObject({ command: { state: 'ACCEPTED', resultVersion: 1 }, userErrors: [] });
      entity = answers[0]!.data.outcome.command.entityId as string;
      expect(await eventsOf('requirements', streamOf(entity))).toBe(1);
    });

    it.each([
      ['another body', PROPOSE, { input: { ...input, name: 'Warn of early flights' } }],
      ['another mutation', DEFINE, { input: { idempotencyKey: key, definition: kpi } }],
    ])('is refused with %s, and nothing is written', async (_what, mutation, variables) => {
      const before = await stored('requirements');
      const { data, errors } = await target.graphql(owner, mutation, variables);
      expect(errors).toBeUndefined();
      expect(data.outcome).toMatchObject({ command: { state: 'REFUSED', entityId: null }, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
      expect(await stored('requirements')).toBe(before);
    });

    it('is another one in another workspace', async () => {
      const { data } = await target.graphql(await target.token('product-owner', 'another'), PROPOSE, { input: { ...input, name: 'Warn of early flights' } });
      expect(data.outcome).toMatchObject({ command: { state: 'ACCEPTED' } });
      expect(data.outcome.command.entityId).not.toBe(entity);
      expect(await eventsOf('requirements', streamOf(entity))).toBe(1);
    });

    it('keeps a refusal: asked again it is refused again, with another body the key is refused', async () => {
      const dataset = (name: string, idempotencyKey: string, description = 'What flew.') => ({ input: { idempotencyKey, name, description } });
      expect((await target.graphql(steward, REGISTER, dataset('flights', randomUUID()))).data.outcome.command.state).toBe('ACCEPTED');
      const again = randomUUID();
      const refused = await target.graphql(steward, REGISTER, dataset('flights', again, 'What drove.'));
      expect(refused.data.outcome).toMatchObject({ command: { state: 'REFUSED' }, userErrors: [{ code: 'DATA_QUALITY.DATASET_EXISTS' }] });
      expect((await target.graphql(steward, REGISTER, dataset('flights', again, 'What drove.'))).data).toEqual(refused.data);
      expect((await target.graphql(steward, REGISTER, dataset('trains', again))).data.outcome.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    });

    it('is remembered over a restart of the gateway', async () => {
      expect(await target.restartGateway()).toBe(0);
      const { data } = await target.graphql(owner, PROPOSE, { input });
      expect(data.outcome).toEqual({ command: { state: 'ACCEPTED', entityId: entity, resultVersion: 1 }, userErrors: [] });
      expect(await eventsOf('requirements', streamOf(entity))).toBe(1);
    });
  });

  // Case G6: a refused mutation hides the success of another of the same document.
  it('tells the outcome of each mutation of a document, in order', async () => {
    const name = `ordered-${randomUUID()}`;
    const { data, errors } = await target.graphql(steward, `mutation($a: RegisterDatasetInput!, $b: RegisterDatasetInput!, $c: RegisterDatasetInput!) {
      a: registerDataset(input: $a) { ${command} } b: registerDataset(input: $b) { ${command} } c: registerDataset(input: $c) { ${command} } }`,
    Object.fromEntries(Object.entries({ a: name, b: name, c: `${name}-2` }).map(([alias, named]) => [alias, { idempotencyKey: randomUUID(), name: named, description: `What flew, says ${alias}.` }])));
    expect(errors).toBeUndefined();
    const refused = { command: { state: 'REFUSED', entityId: null, resultVersion: null }, userErrors: [{ __typename: 'Refusal', code: 'DATA_QUALITY.DATASET_EXISTS' }] };
    expect(data).toMatchObject({ a: { command: { state: 'ACCEPTED', resultVersion: 1 }, userErrors: [] }, b: refused, c: { command: { state: 'ACCEPTED', resultVersion: 1 }, userErrors: [] } });
    const { rows } = await target.sql.query<{ stream_id: string }>(`select stream_id from data_quality.events where data->>'name' like $1 order by global_position`, [`${name}%`]);
    expect(rows.map((row) => row.stream_id)).toEqual([streamOf(data.a.command.entityId), streamOf(data.c.command.entityId)]);
  });

  // Case G3: counts and instants beyond 32 bits become null or other numbers.
  describe('a large number', () => {
    const LARGE = 3_000_000_000;
    const LARGEST = Number.MAX_SAFE_INTEGER;

    const read = async (query: string, id: string, there: (node: Readonly<Record<string, unknown>>) => boolean) =>
      eventually(() => target.graphql(owner, query, { id }), ({ data, errors }) => errors !== undefined || (data.node !== null && there(data.node)));

    it('of rows is exact, and so is one of bytes, on a position beyond 2^31', async () => {
      await target.sql.query(`select setval('data_quality.global_seq', greatest(2147483648, (select last_value from data_quality.global_seq)))`);
      const verification = `verification-${idOf('large', randomUUID())}`;
      const { profile: _, ...shown } = verificationCompletedV1.example;
      await injectEvent('data_quality', verification, verificationStartedV1, verificationStartedV1.example);
      const results = [{ ...shown.results[0]!, evaluated: LARGE, failed: 2 ** 31 }];
      await injectEvent('data_quality', verification, verificationCompletedV1, { ...verificationCompletedV1.example, rows: LARGE, results, profile: { digest: verificationCompletedV1.example.profile.digest, size: LARGEST } });
      const { data, text } = await read('query($id: ID!) { node(id: $id) { ... on Verification { rows results { evaluated failed } profile { size } history(first: 2) { edges { node { payload } } } } } }',
        nodeId('Verification', verification), ({ rows }) => rows !== null);
      expect(data).toMatchObject({ node: { rows: LARGE, results: [{ evaluated: LARGE, failed: 2 ** 31 }], profile: { size: LARGEST } } });
      expect(text).toContain(`"size":${LARGEST}`);
      const { rows } = await target.sql.query<{ at: string }>('select max(global_position) as at from data_quality.events');
      expect(Number(rows[0]!.at)).toBeGreaterThan(2 ** 31);
    });

    it('that the contract does not allow is parked, not rounded', async () => {
      const dataset = (await target.graphql(steward, REGISTER, { input: { idempotencyKey: randomUUID(), name: `large-${randomUUID()}`, description: 'Large.' } })).data.outcome.command.entityId as string;
      const version = { ...datasetVersionRecordedV1.example, version: '1' };
      await injectEvent('data_quality', streamOf(dataset), datasetVersionRecordedV1, { ...version, size: LARGE });
      const query = 'query($id: ID!) { node(id: $id) { ... on Dataset { version versions { size } } } }';
      expect((await read(query, dataset, ({ version: seen }) => seen === 2)).data).toMatchObject({ node: { versions: [{ size: LARGE }] } });
      await inject('data_quality', streamOf(dataset), datasetVersionRecordedV1, publishedOf(datasetVersionRecordedV1, { ...version, size: 0 }).replace('"size":0', '"size":9007199254740993'));
      await eventually(async () => (await target.sql.query('select 1 from gateway.parked_event where stream_id = $1', [streamOf(dataset)])).rowCount);
      expect((await target.graphql(owner, query, { id: dataset })).data).toMatchObject({ node: { version: 2, versions: [{ size: LARGE }] } });
    });

    it('of a step, an instant in milliseconds and a text of 2^53 + 1 come out of a live series as they went in', async () => {
      const run = `training-run-${idOf('large', randomUUID())}`;
      await injectEvent('training', run, trainingRunStartedV1, trainingRunStartedV1.example);
      await read('query($id: ID!) { node(id: $id) { id } }', nodeId('TrainingRun', run), () => true);
      const point = { step: 2 ** 31, at: Date.parse('2026-01-05T09:00:00.000Z'), exact: '9007199254740993', loss: 0.5 };
      await target.sql.query(`insert into training.live_point(kind, id, workspace, seq, point) values ('metrics', $1, 'default', $2, $3)`, [run, 2 ** 31 + 1, JSON.stringify(point)]);
      const { data, errors } = await target.graphql(owner, 'query($id: ID!, $after: Long!) { live(kind: "metrics", id: $id, after: $after) { points { seq point } next } }', { id: nodeId('TrainingRun', run), after: 2 ** 31 });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ live: { points: [{ seq: 2 ** 31 + 1, point }], next: 2 ** 31 + 1 } });
    });

    it('that would become another one on its way in is refused', async () => {
      const query = 'query($id: ID!, $after: Long!) { live(kind: "metrics", id: $id, after: $after) { next } }';
      const response = await target.graphql(owner, query, { id: nodeId('TrainingRun', 'x'), after: '9007199254740993' });
      expect(response.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });
  });

  // Case E7: one message above the log's limit stops the whole relay or is retried for ever.
  it('takes no command whose event the log could not carry, and publishes all others', async () => {
    const register = async (name: string): Promise<string> => (await target.graphql(steward, REGISTER, { input: { idempotencyKey: randomUUID(), name, description: 'What flew.' } })).data.outcome.command.entityId as string;
    const big = await register(`big-${randomUUID()}`);
    const before = await stored('data_quality');
    const document = (bytes: number): string => `# ${'x'.repeat(bytes)}`;
    const columns = Array.from({ length: 8_000 }, (_, n) => `      - { name: c${n} }\n`).join('');
    // A body within the limit whose event would be beyond it: each column says more there.
    const wide = `apiVersion: v3.1.0\nkind: DataContract\nid: wide\nversion: 1.0.0\nstatus: active\nschema:\n  - name: wide\n    properties:\n${columns}`;
    const publish = (text: string) => target.graphql(steward, PUBLISH, { input: { idempotencyKey: randomUUID(), datasetId: big, expectedVersion: null, document: text } });
    const refused = await publish(document(1_500_000));
    expect([refused.status, refused.errors?.[0]?.message]).toEqual([413, expect.stringContaining('262144 bytes')]);
    expect((await publish(wide)).data.outcome).toMatchObject({ command: { state: 'REFUSED' }, userErrors: [{ code: 'DATA_QUALITY.CONTRACT_INVALID', message: expect.stringMatching(/\d{6} bytes .* at most 200000 are published/) }] });
    expect(await stored('data_quality')).toBe(before);
    const others = await Promise.all(Array.from({ length: 100 }, (_, n) => register(`small-${n}-${randomUUID()}`)));
    const list = async (): Promise<number> => (await target.sql.query(`select 1 from gateway.consumer_stream where consumer = 'gateway' and stream_id = any($1)`, [others.map(streamOf)])).rowCount ?? 0;
    await eventually(list, (n) => n === 100, (n) => `${n} of 100 were published`);
    for (let n = 1; n <= 5; n++) await injectEvent('data_quality', streamOf(big), datasetVersionRecordedV1, { ...datasetVersionRecordedV1.example, version: String(n) });
    await eventually(async () => (await target.sql.query(`select 1 from gateway.consumer_stream where consumer = 'gateway' and stream_id = $1 and last_published = 6`, [streamOf(big)])).rowCount);
  }, 120_000);
});
