import { readFileSync } from 'node:fs';
import { eventually } from '@throughline/testing';
import { GatewayBench } from '../test/gateway-bench.ts';
import { onDay, subjectOf, tellThread, WEEKS } from '../test/thread-story.ts';
import { encodeNodeId } from './schema/node-id.ts';

// The very query that the demo sends.
const THREAD_QUERY = readFileSync(new URL('../../../examples/late-flights/thread.graphql', import.meta.url), 'utf8');

const PAST = '2026-03-10T12:00:00.000Z';

describe('the thread', () => {
  let bench: GatewayBench;
  const ids: Record<string, string> = {};
  const thread = async (workspace: string, asOf: string | null = null) => {
    const answer = await bench.ask(THREAD_QUERY, { workspace, variables: { id: ids[workspace], asOf } });
    expect(answer.errors).toBeUndefined();
    return answer;
  };

  beforeAll(async () => {
    bench = await GatewayBench.open();
    for (const [workspace, times] of [['one', 1], ['two', 2]] as const) ids[workspace] = encodeNodeId('Initiative', await tellThread(bench, workspace, times));
    await bench.settled();
  });
  afterAll(() => bench.close());

  it('is followed from the idea to the live KPI in one query', async () => {
    const { data: { initiative }, extensions } = await thread('one');
    expect(extensions).toMatchObject({ consistency: { token: expect.any(String), stale: false } });
    expect(extensions).not.toHaveProperty('asOf');
    expect(initiative).toMatchObject({
      status: 'APPROVED',
      kpis: [
        { name: 'recall 1', target: 0.43, baseline: { value: 0.3512, datasetVersion: '3-q1' }, newest: { week: '2001-W26', value: 0.44, met: true },
          runs: { nodes: [1, 2, 3].map(() => ({ state: 'SUCCEEDED', datasetVersion: '3-q1' })) } },
        { name: 'guard 1', target: null, baseline: null, newest: null, runs: { nodes: [] } },
      ],
      gate: { phase: 'MVP', risk: null, criteria: [{ phase: 'POC', result: 'SATISFIED', fact: { eventId: expect.any(String) } }, { phase: 'MVP', result: 'VIOLATED' }] },
      datasets: [
        { name: 'flights-1', versions: [{ version: '3', status: 'MET' }], contract: { contractVersion: 1, rules: [{ id: 'no-null', severe: true }] } },
        { name: 'weather-1', versions: [{ version: '3', status: 'BREACHED' }], contract: { contractVersion: 1 } },
      ],
      models: [{
        name: 'late-flights-1', production: { number: 3 }, promotions: [{ number: 1, state: 'PROMOTED' }, { number: 3, state: 'PROMOTED' }],
        versions: { nodes: [1, 2, 3].map((number) => ({ number, subject: subjectOf(number), run: { state: 'SUCCEEDED' }, evaluations: [{ beatsBaseline: true }] })) },
      }],
      monitors: [{ windows: WEEKS.map((week) => ({ week, state: 'MEASURED', measured: { kpiMet: week !== '2001-W15' } })), alerts: [{ closedAt: onDay(21) }] }],
    });
    const { kpis, models } = initiative;
    expect(models[0].versions.nodes.map((version: { run: { id: string } }) => version.run.id)).toEqual(kpis[0].runs.nodes.map((run: { id: string }) => run.id));
  });

  it('is followed as of a past instant', async () => {
    const { data: { initiative } } = await thread('one', PAST);
    expect(initiative).toMatchObject({
      kpis: [{ target: 0.43, newest: { week: '2001-W18' }, runs: { nodes: [{}, {}] } }, { newest: null }],
      gate: { phase: 'MVP', risk: { since: onDay(7) } },
      datasets: [{ versions: [{ status: 'MET' }] }, { versions: [{ status: 'BREACHED' }] }],
      models: [{ production: { number: 1 }, promotions: [{ number: 1 }], versions: { nodes: [{ number: 1, run: { state: 'SUCCEEDED' } }, { number: 2 }] } }],
      monitors: [{ windows: WEEKS.map((week, i) => (i < 5 ? { week, state: 'MEASURED' } : { week, state: 'WAITING', measured: null })), alerts: [{ closedAt: null }] }],
    });
    expect((await thread('one', onDay(1))).data.initiative).toMatchObject({
      kpis: [{ baseline: null, target: null, newest: null }, {}], gate: null, models: [], monitors: [], datasets: [{ versions: [{ status: 'RUNNING' }] }, {}],
    });
    expect((await thread('one', '2026-02-28T00:00:00.000Z')).data.initiative).toBeNull();
  });

  it('takes at most 12 statements, and no more for twice the data', async () => {
    for (const asOf of [null, PAST]) {
      const statementsOf = (workspace: string) => bench.readsOf(() => thread(workspace, asOf));
      const [one, two] = [await statementsOf('one'), await statementsOf('two')];
      expect([one.length, two.length]).toEqual([12, 12]);
    }
    const { data: { initiative } } = await thread('two');
    expect([initiative.kpis.length, initiative.datasets.length, initiative.models.length, initiative.monitors.length]).toEqual([4, 4, 2, 2]);
  });

  it('joins what the parts name, at the instant of the whole', async () => {
    const query = `query($id: ID!, $asOf: DateTime) { initiative(id: $id, asOf: $asOf) {
      kpis { runs(first: 9) { nodes { modelVersion { number run { id } } } } }
      models { promotions { evidence { runId run { id changedAt } reproductionRun { id } dataset { name version } initiative { id changedAt } evaluation { id } verification { verdict } } }
        versions(first: 1) { nodes { dataset { name } evaluations { evaluation { id } } } } }
      monitors { reference { dataset { name version } } windows { dataset { name } scoring { runId run { id kpi { name } } } } } } }`;
    const ask = async (asOf: string | null) => {
      const answer = await bench.ask(query, { workspace: 'one', variables: { id: ids['one'], asOf } });
      expect(answer.errors).toBeUndefined();
      return answer.data.initiative;
    };
    const [now, then] = [await ask(null), await ask(PAST)];
    expect(now.kpis[0].runs.nodes.map((run: { modelVersion: { number: number } }) => run.modelVersion.number)).toEqual([1, 2, 3]);
    expect(then.kpis[0].runs.nodes.map((run: { modelVersion: { number: number } }) => run.modelVersion.number)).toEqual([1, 2]);
    const { evidence } = now.models[0].promotions[0];
    expect(evidence).toMatchObject({ run: { id: evidence.runId }, reproductionRun: { id: evidence.runId }, dataset: { name: 'flights-1' }, initiative: { id: ids['one'], changedAt: onDay(4) }, verification: { verdict: 'MET' } });
    // Of this evaluation monitoring has said nothing.
    expect(evidence.evaluation).toBeNull();
    expect(now.models[0].versions.nodes[0]).toMatchObject({ dataset: { name: 'flights-1' }, evaluations: [{ evaluation: null }] });
    const [window] = now.monitors[0].windows;
    expect(window).toEqual({ dataset: { name: 'flights-1' }, scoring: { runId: evidence.runId, run: { id: evidence.runId, kpi: { name: 'recall 1' } } } });
    expect(now.monitors[0].reference.dataset).toEqual({ name: 'flights-1', version: 2 });
    const early = await ask('2026-03-03T12:00:00.000Z');
    expect(early.models[0].promotions[0].evidence).toMatchObject({ run: { changedAt: onDay(3) }, initiative: { changedAt: onDay(3) } });
  });

  it('is provisional until every owner is complete beyond the instant', async () => {
    expect((await thread('one', PAST)).extensions.asOf).toEqual({ at: PAST, provisional: true });
    for (const owner of Object.values(bench.contexts)) owner.completeBefore = '2026-03-10T12:00:00.001Z';
    const final = await eventually(async () => (await thread('one', PAST)).extensions.asOf, (asOf) => asOf?.provisional === false);
    expect(final).toEqual({ at: PAST, provisional: false });
    expect((await thread('one', onDay(11))).extensions.asOf).toEqual({ at: onDay(11), provisional: true });
  });
});
