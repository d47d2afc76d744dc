import { randomUUID } from 'node:crypto';
import type { ContextName } from '@throughline/kernel';
import { createdStream } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { CommandFault } from '@throughline/commands';
import { benchPart, trialNoted, trialStarted } from '../../test/bench-part.ts';
import { GatewayBench, type Asking } from '../../test/gateway-bench.ts';

const LIST = `query($first: Int, $after: String, $last: Int, $before: String, $owner: ParkedOwner) { parkedStreams(first: $first, after: $after, last: $last, before: $before, owner: $owner) {
  nodes { owner consumer projection stream version type waitsFor events error tries } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount unanswered } }`;
const SHOW = `query($stream: String!) { parkedStream(owner: GATEWAY, consumer: "gateway", projection: "bench-trial", stream: $stream) {
  events waitsFor waiting { version type error payload deadLetteredAt } acts { kind from to reason error remaining actor { actor kind } } } }`;
const REPLAY = 'mutation($input: ReplayParkedInput!) { replayParked(input: $input) { command { name state } userErrors { code message } replay { dryRun applied { from to events } failed { version error } remaining } } }';
const DISCARD = 'mutation($input: DiscardParkedInput!) { discardParked(input: $input) { command { name state } userErrors { code message } discarded { from to events } replay { applied { from to } failed { version } remaining } } }';
const sre: Asking = { as: 'sre' };

describe('parked events over the API', () => {
  let bench: GatewayBench;
  const poisoned = async (workspace?: string): Promise<string> => {
    const stream = createdStream('bench-trial', randomUUID());
    const said = workspace === undefined ? {} : { workspace };
    await bench.contexts.training.say(stream, trialStarted, undefined, said);
    await bench.contexts.training.say(stream, trialNoted, { poison: true }, said);
    await bench.contexts.training.say(stream, trialNoted, undefined, said);
    await eventually(async () => (await bench.pool.query('select 1 from gateway.parked_event where stream_id = $1', [stream])).rowCount, (n) => n === 2);
    return stream;
  };
  const input = (stream: string, more: object = {}) => ({ idempotencyKey: randomUUID(), owner: 'GATEWAY', consumer: 'gateway', projection: 'bench-trial', stream, reason: 'poison is no note', ...more });
  const replay = async (stream: string, more: object = {}, as = sre) => bench.ask(REPLAY, { ...as, variables: { input: input(stream, more) } });
  const discard = async (stream: string, more: object = {}, as = sre) => bench.ask(DISCARD, { ...as, variables: { input: input(stream, { version: 2, ...more }) } });

  beforeEach(async () => { bench = await GatewayBench.open({ parts: [benchPart] }); });
  afterEach(() => bench.close());

  it('are for operators alone', async () => {
    const stream = await poisoned();
    for (const as of ['viewer', 'ml-engineer', 'approver'] as const) {
      for (const answer of [await bench.ask(LIST, { as, variables: { first: 5 } }), await bench.ask(SHOW, { as, variables: { stream } }), await replay(stream, {}, { as }), await discard(stream, {}, { as })]) {
        expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      }
    }
    expect((await replay(stream, { dryRun: true }, { as: 'admin' })).data.replayParked.command.state).toBe('ACCEPTED');
  });

  it('are listed, shown, tried, given up with a reason, and what was stale is fresh again', async () => {
    const stream = await poisoned();
    bench.operate = async () => ({ streams: [], total: 0 });
    expect((await bench.ask(LIST, { ...sre, variables: { first: 5 } })).data.parkedStreams).toMatchObject({
      nodes: [{ owner: 'GATEWAY', consumer: 'gateway', projection: 'bench-trial', stream, version: 2, type: 'bench-trial-noted', waitsFor: 'FAILURE', events: 2, error: 'cannot fold poison', tries: 6 }], totalCount: 1, unanswered: [],
    });
    expect((await replay(stream, { reason: 'is it mended?' })).data.replayParked).toEqual({
      command: { name: 'replay-parked', state: 'ACCEPTED' }, userErrors: [], replay: { dryRun: false, applied: null, failed: { version: 2, error: 'cannot fold poison' }, remaining: 2 },
    });
    expect((await discard(stream, { dryRun: true })).data.discardParked).toMatchObject({ discarded: { from: 2, to: 2, events: 1 }, replay: { applied: { from: 3, to: 3 }, remaining: 0 } });
    const stale = async () => (await bench.ask('{ benchTrials(last: 1) { nodes { notes version } } }')).extensions.consistency as { stale: boolean; parked?: string[] };
    expect(await eventually(stale, (c) => c.stale)).toMatchObject({ stale: true, parked: ['bench-trial'] });
    expect((await discard(stream)).data.discardParked).toEqual({
      command: { name: 'discard-parked', state: 'ACCEPTED' }, userErrors: [], discarded: { from: 2, to: 2, events: 1 }, replay: { applied: { from: 3, to: 3 }, failed: null, remaining: 0 },
    });
    expect(await eventually(stale, (c) => !c.stale)).not.toHaveProperty('parked');
    expect((await bench.ask('{ benchTrials(last: 1) { nodes { notes version } } }')).data.benchTrials.nodes).toEqual([{ notes: 1, version: 3 }]);
    const operator = { actor: expect.stringMatching(/^human:/), kind: 'HUMAN' };
    expect((await bench.ask(SHOW, { ...sre, variables: { stream } })).data.parkedStream).toEqual({ events: 0, waitsFor: null, waiting: [], acts: [
      { kind: 'REPLAY_FAILED', from: 2, to: 2, reason: 'is it mended?', error: 'cannot fold poison', remaining: 2, actor: operator },
      { kind: 'DISCARDED', from: 2, to: 2, reason: 'poison is no note', error: null, remaining: 1, actor: operator },
      { kind: 'REPLAYED', from: 3, to: 3, reason: 'poison is no note', error: null, remaining: 0, actor: operator },
    ] });
    const rebuilt = (await bench.ask('mutation { rebuildReadModels { name equal parked } }', { as: 'admin' })).data.rebuildReadModels as { name: string }[];
    expect(rebuilt.find(({ name }) => name === 'bench-trial')).toEqual({ name: 'bench-trial', equal: true, parked: 0 });
  });

  it('are refused with what to do, and nothing is changed', async () => {
    const stream = await poisoned();
    expect((await discard(stream, { version: 3 })).data.discardParked).toMatchObject({ command: { state: 'REFUSED' }, discarded: null, replay: null, userErrors: [{ code: 'PARKED.MOVED_ON', message: expect.stringContaining('is version 2 now') }] });
    const nowhere = createdStream('bench-trial', randomUUID());
    expect((await replay(nowhere)).data.replayParked.userErrors).toMatchObject([{ code: 'PARKED.NOTHING_WAITS', message: expect.stringContaining(nowhere) }]);
    for (const [more, field] of [[{ reason: 'ok' }, 'reason'], [{ reason: 'x'.repeat(501) }, 'reason'], [{ upTo: 1 }, 'upTo'], [{ consumer: '' }, 'consumer']] as const) {
      expect((await discard(stream, more)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    }
    expect((await bench.pool.query('select 1 from gateway.parked_event')).rowCount).toBe(2);
    expect((await bench.pool.query('select 1 from gateway.events')).rowCount).toBe(0);
  });

  it('of another workspace are as absent as none', async () => {
    const stream = await poisoned('other');
    bench.operate = async () => ({ streams: [], total: 0 });
    expect((await bench.ask(LIST, { ...sre, variables: { first: 5 } })).data.parkedStreams).toMatchObject({ nodes: [], totalCount: 0 });
    expect((await bench.ask(SHOW, { ...sre, variables: { stream } })).data.parkedStream).toBeNull();
    expect((await replay(stream)).data.replayParked.userErrors).toMatchObject([{ code: 'PARKED.NOTHING_WAITS' }]);
    expect((await bench.ask(LIST, { ...sre, workspace: 'other', variables: { first: 5 } })).data.parkedStreams).toMatchObject({ nodes: [{ stream }], totalCount: 1 });
  });

  it('of all owners make one list, page by page, both ways, and say who does not answer', async () => {
    await poisoned();
    const of = (context: ContextName) => Array.from({ length: 3 }, (_, i) => ({ consumer: `${context}-read-models`, projection: 'facts', stream: `s-${i}`, version: 1, type: 't', waitsFor: 'failure', events: 1, error: 'e', tries: 1, parkedAt: new Date().toISOString() }));
    bench.operate = async (context, name, request, principal) => {
      expect([name, principal.workspace]).toEqual(['list-parked', 'default']);
      if (context === 'registry') throw new CommandFault('UPSTREAM_UNAVAILABLE', 'down');
      const { after, before, backwards, limit } = request as { after: { stream: string } | null; before: { stream: string } | null; backwards?: boolean; limit: number };
      const all = of(context).filter(({ stream }) => (!after || stream > after.stream) && (!before || stream < before.stream));
      return { streams: (backwards ? all.reverse() : all).slice(0, limit), total: 3 };
    };
    interface Listed { nodes: { owner: string; stream: string }[]; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }; totalCount: number | null; unanswered: string[] }
    const page = async (variables: object): Promise<Listed> => (await bench.ask(LIST, { ...sre, variables: variables as never })).data.parkedStreams;
    const walk = async (size: number, backwards: boolean): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | null = null; ;) {
        const listed: Listed = await page(backwards ? { last: size, before: cursor } : { first: size, after: cursor });
        const nodes = listed.nodes.map(({ owner, stream }) => `${owner} ${stream}`);
        seen.splice(backwards ? 0 : seen.length, 0, ...nodes);
        cursor = backwards ? listed.pageInfo.startCursor : listed.pageInfo.endCursor;
        if (!(backwards ? listed.pageInfo.hasPreviousPage : listed.pageInfo.hasNextPage)) return seen;
      }
    };
    const everything = await page({ first: 100 });
    expect(everything).toMatchObject({ totalCount: null, unanswered: ['REGISTRY'] });
    const all = everything.nodes.map(({ owner, stream }) => `${owner} ${stream}`);
    expect(all).toHaveLength(13);
    for (const size of [1, 2, 5]) expect([await walk(size, false), await walk(size, true)]).toEqual([all, all]);
    expect(await page({ first: 2, owner: 'TRAINING' })).toMatchObject({ totalCount: 3, unanswered: [], nodes: [{ owner: 'TRAINING', stream: 's-0' }, { stream: 's-1' }] });
    expect((await bench.ask(LIST, { ...sre, variables: { first: 5, after: 'nonsense' } })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }]);
  });
});
