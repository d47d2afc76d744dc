import { GatewayBench } from '../../test/gateway-bench.ts';
import { staleness } from './freshness.ts';

describe('an answer while events cannot be read', () => {
  let bench: GatewayBench;
  const viewer = '{ viewer { workspace } }';

  beforeAll(async () => { bench = await GatewayBench.open(); });
  afterAll(() => bench.close());
  afterEach(() => {
    bench.unreachableSince = null;
    bench.startingSince = null;
  });

  it('is given all the same, and says since when it may be old', async () => {
    bench.unreachableSince = new Date('2026-01-05T09:00:00.000Z');
    const { data, extensions } = await bench.ask(viewer);
    expect([data, extensions]).toMatchObject([{ viewer: { workspace: 'default' } }, {
      freshness: { stale: true, since: '2026-01-05T09:00:00.000Z', reason: 'The event log cannot be reached: what happened since is not in this answer.' },
    }]);
  });

  it('says so of an answer with errors, too', async () => {
    bench.unreachableSince = new Date();
    const { errors, extensions } = await bench.ask('{ node(id: "nonsense") { id } }');
    expect([errors, extensions]).toMatchObject([[{ extensions: { code: 'BAD_USER_INPUT' } }], { freshness: { stale: true } }]);
  });

  it('says that a gateway has only begun to start', async () => {
    bench.startingSince = new Date('2026-01-05T10:00:00.000Z');
    expect((await bench.ask(viewer)).extensions).toMatchObject({ freshness: { since: '2026-01-05T10:00:00.000Z', reason: expect.stringMatching(/is starting/) as string } });
  });

  it('says that nobody reads on after a stop that needs a person', () => {
    const since = '2026-01-05T11:00:00.000Z';
    const sources = { transport: { unreachableSince: () => null }, readiness: { startingSince: () => null } };
    const of = (state: 'running' | 'retrying' | 'stopped' | 'halted') => staleness({ ...sources, consumer: { status: () => ({ state, since, ready: true }) } });
    expect([of('running'), of('retrying')]).toEqual([null, null]);
    for (const state of ['stopped', 'halted'] as const) expect(of(state)).toMatchObject({ stale: true, since, reason: expect.stringMatching(/an operator/) as string });
  });

  it('says nothing while they are read', async () => {
    expect((await bench.ask(viewer)).extensions).not.toHaveProperty('freshness');
  });
});
