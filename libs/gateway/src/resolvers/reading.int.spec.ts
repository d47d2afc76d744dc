import { randomUUID } from 'node:crypto';
import { createdStream } from '@throughline/kernel';
import { benchPart, rigBuilt, trialIgnored, trialNoted, trialStarted } from '../../test/bench-part.ts';
import { eventually } from '@throughline/testing';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import { requirements } from './requirements.ts';

const newTrial = () => createdStream('bench-trial', randomUUID());
const newRig = () => createdStream('bench-rig', randomUUID());
const trialId = (stream: string) => encodeNodeId('BenchTrial', stream);
const rigId = (stream: string) => encodeNodeId('BenchRig', stream);

describe('reading', () => {
  let bench: GatewayBench;
  const training = () => bench.contexts.training;
  const start = async (workspace: string, count: number, { rig = newRig(), steps = 3 } = {}) => {
    const streams = Array.from({ length: count }, newTrial);
    for (const stream of streams) await training().say(stream, trialStarted, { rig, before: null, steps }, { workspace });
    return streams;
  };

  beforeAll(async () => { bench = await GatewayBench.open({ parts: [requirements, benchPart] }); });
  afterAll(() => bench.close());

  describe('pages', () => {
    let streams: string[];
    const page = async (args: string) => (await bench.ask(`{ benchTrials(${args}) { nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`, { workspace: 'pages' })).data.benchTrials;
    const idsOf = (connection: { nodes: { id: string }[] }) => connection.nodes.map(({ id }) => id);

    beforeAll(async () => {
      streams = await start('pages', 7);
      await bench.settled();
    });

    it('go forwards from cursor to cursor and meet each thing once', async () => {
      const found: string[] = [];
      for (let after = ''; ;) {
        const connection = await page(`first: 3${after}`);
        found.push(...idsOf(connection));
        expect(connection).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: found.length < 7, hasPreviousPage: after !== '' } });
        if (!connection.pageInfo.hasNextPage) break;
        after = `, after: "${connection.pageInfo.endCursor}"`;
      }
      expect(found).toEqual(streams.map(trialId));
    });

    it('go backwards from the end, each in the same order as forwards', async () => {
      const last = await page('last: 3');
      expect(idsOf(last)).toEqual(streams.slice(4).map(trialId));
      expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const before = await page(`last: 4, before: "${last.pageInfo.startCursor}"`);
      expect([idsOf(before), before.pageInfo.hasPreviousPage, before.pageInfo.hasNextPage]).toEqual([streams.slice(0, 4).map(trialId), false, true]);
    });

    it('do not shift when something new comes in between', async () => {
      const first = await page('first: 2');
      await start('pages-other', 3);
      await bench.settled();
      expect(idsOf(await page(`first: 2, after: "${first.edges[1].cursor}"`))).toEqual(streams.slice(2, 4).map(trialId));
    });

    it.each([
      ['', 'first: give first or last, from 1 to 100'],
      ['first: 101', 'first: 101 is not from 1 to 100'],
      ['first: 0', 'first: 0 is not from 1 to 100'],
      ['last: -1', 'last: -1 is not from 1 to 100'],
      ['first: 1, last: 1', 'last: give either first or last, not both'],
      ['first: 1, after: "x"', 'after: this is no cursor of this connection'],
      ['first: 1, before: "WzFd"', 'before: this is no cursor of this connection'],
    ])('are refused for (%s)', async (args, message) => {
      const { errors } = await bench.ask(`{ benchTrials${args && `(${args})`} { nodes { id } } }`);
      expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    });

    it('are refused beyond 100 also by a variable', async () => {
      const { errors } = await bench.ask('query($n: Int) { benchTrials(first: $n) { nodes { id } } }', { variables: { n: 100_000 } });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'first' } }]);
    });
  });

  it('filters by id and by value', async () => {
    const rig = newRig();
    const [a] = await start('filters', 1, { rig, steps: 5 });
    await start('filters', 1, { steps: 5 });
    await start('filters', 1, { rig, steps: 6 });
    await bench.settled();
    const ask = async (args: string) => (await bench.ask(`{ benchTrials(first: 10, ${args}) { totalCount nodes { id } } }`, { workspace: 'filters' })).data.benchTrials;
    expect(await ask(`rigId: "${rigId(rig)}"`)).toMatchObject({ totalCount: 2 });
    expect(await ask(`rigId: "${rigId(rig)}", steps: 5`)).toEqual({ totalCount: 1, nodes: [{ id: trialId(a!) }] });
  });

  it('asks each read model once, however many things a list holds', async () => {
    const rigs = [newRig(), newRig(), newRig()];
    await training().sayAll(rigs, rigBuilt, undefined, { workspace: 'count' });
    const before = await start('count', 1, { rig: rigs[0]! });
    for (const rig of rigs) for (const stream of [newTrial(), newTrial()]) await training().say(stream, trialStarted, { rig, before: before[0]!, steps: 1 }, { workspace: 'count' });
    await bench.settled();
    const reads = (query: string, asOf = '') => bench.readsOf(async () => {
      const { errors, data } = await bench.ask(query.replaceAll('ASOF', asOf), { workspace: 'count' });
      expect([errors, Object.values(data)]).toMatchObject([undefined, [{ nodes: expect.any(Array) }]]);
    });
    const counts = async (query: string) => [(await reads(query)).length, (await reads(query, ', asOf: "2027-01-01T00:00:00.000Z"')).length];
    expect(await counts('{ benchTrials(first: 50ASOF) { nodes { id } } }')).toEqual([1, 1]);
    expect(await counts('{ benchTrials(first: 50ASOF) { nodes { rig { name } } totalCount } }')).toEqual([3, 3]);
    expect(await counts('{ benchTrials(first: 50ASOF) { nodes { rig { trials { id } } chain { rig { name } } history(first: 2) { nodes { type } totalCount } } } }')).toEqual([6, 6]);
    expect(await counts('{ benchRigs(first: 50ASOF) { nodes { trials { steps chain { id } } } } }')).toEqual([3, 3]);
    expect(await counts('{ initiatives(first: 50ASOF) { nodes { name } } }')).toEqual([1, 1]);
  });

  it('pages what lies below many things at once', async () => {
    const rigs = [newRig(), newRig(), newRig()];
    await training().sayAll(rigs, rigBuilt, undefined, { workspace: 'below' });
    const trials = [await start('below', 4, { rig: rigs[0]! }), await start('below', 1, { rig: rigs[1]!, steps: 9 }), []];
    await bench.settled();
    const below = async (args: string) => (await bench.ask(`{ benchRigs(first: 5) { nodes { trialPages(${args}) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } } } }`, { workspace: 'below' })).data.benchRigs.nodes
      .map(({ trialPages: { nodes, totalCount, pageInfo } }: { trialPages: { nodes: { id: string }[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } } }) => [nodes.map(({ id }) => id), totalCount, pageInfo.hasNextPage]);
    const ids = trials.map((streams) => streams.map(trialId));
    expect(await below('first: 3')).toEqual([[ids[0]!.slice(0, 3), 4, true], [ids[1], 1, false], [[], 0, false]]);
    expect(await below('last: 2')).toEqual([[ids[0]!.slice(2), 4, false], [ids[1], 1, false], [[], 0, false]]);
    expect(await below('first: 3, steps: 9')).toEqual([[[], 0, false], [ids[1], 1, false], [[], 0, false]]);
    expect(await bench.readsOf(() => below('first: 3'))).toHaveLength(3);
  });

  it('reaches other things as of the same instant', async () => {
    const rig = newRig();
    await training().say(rig, rigBuilt, undefined, { workspace: 'reach', time: '2026-05-01T10:00:00.000Z' });
    const [trial] = [newTrial()];
    await training().say(trial!, trialStarted, { rig, before: null, steps: 1 }, { workspace: 'reach', time: '2026-05-02T10:00:00.000Z' });
    await training().say(trial!, trialNoted, undefined, { workspace: 'reach', time: '2026-05-03T10:00:00.000Z' });
    await bench.settled();
    const ask = async (asOf: string) => (await bench.ask('query($asOf: DateTime) { benchRigs(first: 1, asOf: $asOf) { nodes { trials { notes rig { trials { version } } } } } }', { workspace: 'reach', variables: { asOf } })).data.benchRigs.nodes;
    expect(await ask('2026-05-01T12:00:00.000Z')).toEqual([{ trials: [] }]);
    expect(await ask('2026-05-02T12:00:00.000Z')).toEqual([{ trials: [{ notes: 0, rig: { trials: [{ version: 1 }] } }] }]);
    expect(await ask('2026-05-03T12:00:00.000Z')).toEqual([{ trials: [{ notes: 1, rig: { trials: [{ version: 2 }] } }] }]);
  });

  it('counts in an entity\'s version also the events that its document ignores', async () => {
    const [trial] = await start('ignored', 1);
    await training().say(trial!, trialIgnored, undefined, { workspace: 'ignored' });
    await bench.settled();
    const { data } = await bench.ask('query($id: ID!) { benchTrial(id: $id) { version notes } }', { workspace: 'ignored', variables: { id: trialId(trial!) } });
    expect(data.benchTrial).toEqual({ version: 2, notes: 0 });
  });

  it('says that an answer as of an instant is provisional until every owner is complete beyond it and all of that was read', async () => {
    const at = '2026-06-01T10:00:00.000Z';
    const ask = async () => (await bench.ask('query($at: DateTime) { benchTrials(first: 1, asOf: $at) { nodes { id } } }', { variables: { at } })).extensions.asOf;
    expect(await ask()).toEqual({ at, provisional: true });
    for (const context of Object.values(bench.contexts)) context.completeBefore = at;
    await bench.settled();
    await eventually(ask, () => Object.values(bench.contexts).every(({ completeBefore }) => completeBefore === at));
    expect(await ask()).toEqual({ at, provisional: true });
    for (const context of Object.values(bench.contexts)) context.completeBefore = '2026-06-01T10:00:00.001Z';
    expect(await eventually(ask, (asOf) => asOf?.provisional === false)).toEqual({ at, provisional: false });
    expect((await bench.ask('{ benchTrials(first: 1) { nodes { id } } }')).extensions.asOf).toBeUndefined();
  });

  describe('live points', () => {
    const live = 'query($id: ID!, $after: Long) { live(kind: "loss", id: $id, after: $after) { points { seq at point } next } }';
    let trial: string;
    beforeAll(async () => {
      [trial] = await start('live', 1) as [string];
      await bench.settled();
    });

    it('come from the service that owns the thing', async () => {
      const asked: unknown[] = [];
      bench.live = async (...question) => { asked.push(question); return [{ seq: 8, at: '2026-01-01T00:00:00.000Z', point: { value: 0.5 } }]; };
      const { data } = await bench.ask(live, { workspace: 'live', variables: { id: trialId(trial), after: 7 } });
      expect(data.live).toEqual({ points: [{ seq: 8, at: '2026-01-01T00:00:00.000Z', point: { value: 0.5 } }], next: 8 });
      expect(asked).toEqual([['training', 'live', 'loss', trial, 7]]);
    });

    it('are null for another workspace, which is not even asked about', async () => {
      bench.live = async () => { throw new Error('asked'); };
      expect((await bench.ask(live, { workspace: 'other', variables: { id: trialId(trial) } })).data.live).toBeNull();
    });

    it('are null with a fault when the owner does not answer; the rest of the answer stands', async () => {
      bench.live = async () => { throw new Error('connection refused'); };
      const { data, errors } = await bench.ask(live.replace('{ live', '{ benchTrial(id: $id) { steps } live'), { workspace: 'live', variables: { id: trialId(trial) } });
      expect([data, errors]).toMatchObject([{ benchTrial: { steps: 3 }, live: null }, [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' }, message: 'training does not answer; ask again.' }]]);
    });
  });
});
