import { randomUUID } from 'node:crypto';
import {
  dataContractMetV1, dataContractPublishedV1, datasetRegisteredV1, datasetVersionRecordedV1, rowsQuarantinedV1, verificationCancelledV1, verificationCompletedV1,
  verificationFailedV1, verificationStartedV1,
} from '@throughline/data-quality-contracts';
import { createdStream, naturalStream, type Actor, type Digest } from '@throughline/kernel';
import { initiativeDatasetLinkedV1, initiativeProposedV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { encodeNodeId } from '../schema/node-id.ts';

describe('gateway: data-quality', () => {
  let bench: GatewayBench;
  const owner = () => bench.contexts['data-quality'];
  const names = () => {
    const workspace = `w-${randomUUID()}`;
    return { workspace, dataset: naturalStream('dataset', workspace, 'flights'), contract: naturalStream('data-contract', workspace, 'late-flights') };
  };
  const started = async (workspace: string, dataset: string, contract: string, datasetVersion: string, actor: Actor = 'human:ann'): Promise<string> => {
    const verification = createdStream('verification', randomUUID());
    await owner().say(verification, verificationStartedV1, { ...verificationStartedV1.example, dataset, contract, datasetVersion }, { workspace, actor });
    return verification;
  };
  const completed = (workspace: string, dataset: string, contract: string, stream: string, datasetVersion: string, more: object) =>
    owner().say(stream, verificationCompletedV1, { ...verificationCompletedV1.example, dataset, contract, datasetVersion, ...more }, { workspace });

  beforeAll(async () => { bench = await GatewayBench.open(); });
  afterAll(() => bench.close());

  it('shows a dataset with its versions, verdicts, quarantine and files', async () => {
    const { workspace, dataset, contract } = names();
    const profile = await bench.blobs.put('{"rows":1}');
    const keys = await bench.blobs.put('row numbers');
    const leftOut = await bench.blobs.put('left out');
    const document = await bench.blobs.put('apiVersion: v3.1.0');
    await owner().say(dataset, datasetRegisteredV1, { ...datasetRegisteredV1.example, owner: 'human:p-7d21c9' }, { workspace });
    await owner().say(dataset, datasetVersionRecordedV1, undefined, { workspace });
    await owner().say(contract, dataContractPublishedV1, { ...dataContractPublishedV1.example, dataset, document }, { workspace });
    await owner().say(contract, dataContractPublishedV1, { ...dataContractPublishedV1.example, dataset, document, contractVersion: 2 }, { workspace });
    const first = await started(workspace, dataset, contract, '3');
    const broken = { rule: 'row-unique', kind: 'unique', severe: true, unit: 'rows' as const, evaluated: 3_000_000_000, failed: 191, members: 382, verdict: 'failed' as const, reason: null };
    await completed(workspace, dataset, contract, first, '3', { verdict: 'breached', profile, results: [{ ...broken, keys: { ...keys, rows: 191 } }] });
    await owner().say(dataset, rowsQuarantinedV1, { ...rowsQuarantinedV1.example, verification: first, keys: leftOut.digest, keysSize: leftOut.size }, { workspace });
    await owner().say(dataset, datasetVersionRecordedV1, { ...datasetVersionRecordedV1.example, version: '3-q1', base: '3', minusKeys: [leftOut.digest] }, { workspace });
    const second = await started(workspace, dataset, contract, '3-q1', 'human:p-7d21c9');
    await bench.settled();

    const question = `query($id: ID!) { dataset(id: $id) { id name owner { displayName } contract { contractVersion rules { id reason } document { url name } dataset { name } }
      versions { version status mediaType range { column from to } base recordedBy { actor } verification { id state verdict startedBy { actor } results { rule unit evaluated failed notEvaluated members verdict keys { digest url size } } profile { url mediaType } }
        quarantine { rules rows reason keys { url } verification { id } } } } }`;
    const ask = async () => (await bench.ask(question, { workspace, variables: { id: encodeNodeId('Dataset', dataset) } })).data.dataset;
    const before = await ask();
    expect(before).toMatchObject({
      name: 'flights', owner: { displayName: 'Petra Olsen' }, contract: { contractVersion: 2, rules: [{ id: 'no-null', reason: 'A null is a lost measurement.' }], document: { url: `/files/${document.digest}`, name: 'late-flights-2.odcs.yaml' }, dataset: { name: 'flights' } },
      versions: [
        { version: '3', status: 'BREACHED', mediaType: 'PARQUET', range: { column: 'date', from: '2001-01-01', to: '2001-04-01' }, base: null, quarantine: null, verification: {
          state: 'COMPLETED', verdict: 'BREACHED', profile: { url: `/files/${profile.digest}`, mediaType: 'application/json' },
          results: [{ rule: 'row-unique', unit: 'ROWS', evaluated: 3_000_000_000, failed: 191, notEvaluated: 0, members: 382, verdict: 'FAILED', keys: { url: `/files/${keys.digest}`, size: keys.size } }],
        } },
        { version: '3-q1', status: 'RUNNING', base: '3', verification: { state: 'RUNNING', startedBy: { actor: 'human:p-7d21c9' }, results: [], profile: null },
          quarantine: { rules: ['row-unique'], rows: 812, keys: { url: `/files/${leftOut.digest}` }, verification: { id: encodeNodeId('Verification', first) } } },
      ],
    });
    await completed(workspace, dataset, contract, second, '3-q1', { profile });
    await owner().say(second, dataContractMetV1, { ...dataContractMetV1.example, dataset, contract, verification: second }, { workspace });
    const third = await started(workspace, dataset, contract, '3-q1');
    await bench.settled();
    // A verification that is under way takes no verdict back.
    expect((await ask()).versions[1]).toMatchObject({ status: 'MET', verification: { id: encodeNodeId('Verification', third), state: 'RUNNING' } });

    const file = async (digest: Digest, of: string) => (await bench.fetch(`/files/${digest}`, { workspace: of })).status;
    expect(await Promise.all([profile, keys, leftOut, document].map(({ digest }) => file(digest, workspace)))).toEqual([200, 200, 200, 200]);
    expect(await file(keys.digest, 'elsewhere')).toBe(404);
  });

  it('reads a page of datasets with versions and verdicts in three statements', async () => {
    const { workspace, contract } = names();
    for (const name of ['a', 'b', 'c']) {
      const dataset = naturalStream('dataset', workspace, name);
      await owner().say(dataset, datasetRegisteredV1, { ...datasetRegisteredV1.example, name }, { workspace });
      await owner().say(dataset, datasetVersionRecordedV1, { ...datasetVersionRecordedV1.example, name }, { workspace });
      await started(workspace, dataset, contract, '3');
    }
    await bench.settled();
    const statements = await bench.readsOf(async () => {
      const { data } = await bench.ask('{ datasets(first: 10) { nodes { name contract { odcsId } versions { status verification { state } } } } }', { workspace });
      expect(data.datasets.nodes).toHaveLength(3);
    });
    expect(statements).toHaveLength(3);
  });

  it('finds verifications by dataset, version and state, and says why one has no result', async () => {
    const { workspace, dataset, contract } = names();
    await owner().say(dataset, datasetRegisteredV1, undefined, { workspace });
    const [failed, cancelled] = [await started(workspace, dataset, contract, '3'), await started(workspace, dataset, contract, '4')];
    await owner().say(failed, verificationFailedV1, { ...verificationFailedV1.example, dataset, datasetVersion: '3' }, { workspace });
    await owner().say(cancelled, verificationCancelledV1, { ...verificationCancelledV1.example, dataset, datasetVersion: '4' }, { workspace });
    await bench.settled();
    const find = async (filter: string) => (await bench.ask(`query($d: ID!) { verifications(first: 9, datasetId: $d${filter}) { nodes { datasetVersion state reason verdict endedAt } } }`,
      { workspace, variables: { d: encodeNodeId('Dataset', dataset) } })).data.verifications.nodes;
    expect(await find('')).toHaveLength(2);
    expect(await find(', datasetVersion: "3"')).toMatchObject([{ state: 'FAILED', reason: 'time-limit: 300 s', verdict: null, endedAt: expect.any(String) }]);
    expect(await find(', state: CANCELLED')).toMatchObject([{ datasetVersion: '4' }]);
  });

  it('shows how far a running verification is, and null when its service is down', async () => {
    const { workspace, dataset, contract } = names();
    const running = await started(workspace, dataset, contract, '3');
    await bench.settled();
    bench.live = async (context, of, kind, id) => ([context, of, kind, id].join() === ['data-quality', workspace, 'verification', running].join()
      ? [{ seq: 1, at: '2026-01-05T09:00:00.000Z', point: { type: 'progress', done: 10, total: 100, step: 'a' } }, { seq: 2, at: '2026-01-05T09:00:01.000Z', point: { type: 'progress', done: 42, total: 100, step: 'profile' } }] : []);
    const ask = () => bench.ask('query($id: ID!) { verification(id: $id) { state progress { done total step at } } }', { workspace, variables: { id: encodeNodeId('Verification', running) } });
    expect((await ask()).data.verification).toEqual({ state: 'RUNNING', progress: { done: 42, total: 100, step: 'profile', at: '2026-01-05T09:00:01.000Z' } });
    bench.live = () => Promise.reject(new Error('down'));
    const down = await ask();
    expect(down.data.verification).toEqual({ state: 'RUNNING', progress: null });
    expect(down.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  it('names the datasets of an initiative', async () => {
    const { workspace, dataset } = names();
    const initiative = createdStream('initiative', randomUUID());
    await bench.contexts.requirements.say(initiative, initiativeProposedV1, undefined, { workspace });
    await bench.contexts.requirements.say(initiative, initiativeDatasetLinkedV1, { ...initiativeDatasetLinkedV1.example, dataset }, { workspace });
    await owner().say(dataset, datasetRegisteredV1, undefined, { workspace });
    await bench.settled();
    const { data } = await bench.ask('query($id: ID!) { initiative(id: $id) { datasets { name } } }', { workspace, variables: { id: encodeNodeId('Initiative', initiative) } });
    expect(data.initiative.datasets).toEqual([{ name: 'flights' }]);
  });

  it('sends each mutation as its command', async () => {
    const dataset = naturalStream('dataset', 'default', 'flights');
    const verification = createdStream('verification', randomUUID());
    const digest = `sha256:${'d'.repeat(64)}`;
    const [datasetId, verificationId] = [encodeNodeId('Dataset', dataset), encodeNodeId('Verification', verification)];
    const send = async (name: string, input: object) => {
      bench.decide = async () => ({ status: 'refused', code: 'DATA_QUALITY.NO_SUCH_DATASET', detail: {} });
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const { data, errors } = await bench.ask(`mutation($input: ${type}!) { ${name}(input: $input) { userErrors { code message } } }`, { as: 'data-steward', variables: { input: { idempotencyKey: randomUUID(), ...input } } });
      expect(errors).toBeUndefined();
      expect(data[name].userErrors).toEqual([{ code: 'DATA_QUALITY.NO_SUCH_DATASET', message: 'There is no such dataset in this workspace.' }]);
      const { name: command, body } = bench.dispatched.at(-1)!;
      return [command, body];
    };
    const range = { column: 'date', from: '2001-01-01', to: '2001-04-01' };
    expect(await send('registerDataset', { name: 'flights', description: 'Flights.' })).toEqual(['register-dataset', { name: 'flights', description: 'Flights.' }]);
    expect(await send('recordDatasetVersion', { datasetId, expectedVersion: null, version: '3', file: 'f.parquet', sha256: digest, mediaType: 'PARQUET', range }))
      .toEqual(['record-dataset-version', { dataset, version: '3', file: 'f.parquet', sha256: digest, mediaType: 'application/vnd.apache.parquet', range }]);
    expect(await send('recordDatasetVersion', { datasetId, expectedVersion: null, version: '6', file: 'f.csv', sha256: digest, mediaType: 'CSV' }))
      .toEqual(['record-dataset-version', { dataset, version: '6', file: 'f.csv', sha256: digest, mediaType: 'text/csv' }]);
    expect(await send('publishDataContract', { datasetId, expectedVersion: null, document: 'id: x' })).toEqual(['publish-data-contract', { dataset, document: 'id: x' }]);
    expect(await send('startVerification', { datasetId, version: '3' })).toEqual(['start-verification', { dataset, version: '3' }]);
    expect(await send('cancelVerification', { verificationId, expectedVersion: null })).toEqual(['cancel-verification', { verification }]);
    expect(await send('quarantineRows', { datasetId, verificationId, expectedVersion: null, version: '3', rules: ['row-unique'], reason: 'Twice.' }))
      .toEqual(['quarantine-rows', { dataset, verification, version: '3', rules: ['row-unique'], reason: 'Twice.' }]);
  });
});
