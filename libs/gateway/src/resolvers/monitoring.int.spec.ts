import { randomUUID } from 'node:crypto';
import { naturalStream, type Subject } from '@throughline/kernel';
import {
  alertClosedV1, alertRaisedV1, comparisonRequestedV1, evaluationFailedV1, evaluationMeasuredV1, evaluationRequestedV1, kpiMeasuredV1, kpiMissedV1, labelsConfirmedV1,
  modelVersionsComparedV1, monitorActivatedV1, monitorSubjectChangedV1, retrainRequestedV1, windowMeasuredV1, windowMeasurementFailedV1, windowOpenedV1, windowScoredV1,
  windowScoringFailedV1,
} from '@throughline/monitoring-contracts';
import { modelNamedV1 } from '@throughline/registry-contracts';
import { initiativeMonitorLinkedV1, initiativeProposedV1, kpiDefinedV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { encodeNodeId } from '../schema/node-id.ts';

const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: `sha256:${letter.repeat(64)}` });
const workspace = 'weeks';
const stream = (type: string): string => naturalStream(type, workspace, 'late-flights');
const [MONITOR, MODEL, KPI, INITIATIVE, EVALUATION, COMPARISON] = ['monitor', 'model', 'kpi', 'initiative', 'evaluation', 'comparison'].map(stream) as [string, string, string, string, string, string];
const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;

describe('gateway: monitoring', () => {
  let bench: GatewayBench;
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await bench.ask(query, { workspace, variables: { id: encodeNodeId('Monitor', MONITOR), ...variables } });
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };

  beforeAll(async () => {
    bench = await GatewayBench.open();
    const { requirements, registry, monitoring } = bench.contexts;
    const of = { monitor: MONITOR, kpi: KPI };
    const week = (day: number, name: string, value: number, revision = 1) => [
      [windowMeasuredV1, { ...windowMeasuredV1.example, ...of, week: name, revision, recallAtShare: { ...windowMeasuredV1.example.recallAtShare, value }, kpiMet: value >= 0.43 }, day],
      [kpiMeasuredV1, { ...kpiMeasuredV1.example, ...of, week: name, revision, value, met: value >= 0.43 }, day],
    ] as const;
    await requirements.say(KPI, kpiDefinedV1, kpiDefinedV1.example, { workspace, time: at(1) });
    await requirements.say(INITIATIVE, initiativeProposedV1, initiativeProposedV1.example, { workspace, time: at(1) });
    await requirements.say(INITIATIVE, initiativeMonitorLinkedV1, { monitor: MONITOR, kpi: KPI }, { workspace, time: at(2) });
    await registry.say(MODEL, modelNamedV1, { name: 'late-flights' }, { workspace, time: at(1) });
    const story = [
      [monitorActivatedV1, { ...monitorActivatedV1.example, ...of, model: MODEL, subject: artifact('a') }, 2],
      [windowOpenedV1, { ...windowOpenedV1.example, ...of, week: '2001-W15' }, 3],
      [windowOpenedV1, { ...windowOpenedV1.example, ...of, week: '2001-W14' }, 3],
      [windowScoredV1, { ...windowScoredV1.example, ...of, week: '2001-W14' }, 4],
      [windowScoringFailedV1, { ...windowScoringFailedV1.example, ...of, week: '2001-W14', purpose: 'window-baseline' }, 4],
      [labelsConfirmedV1, { ...labelsConfirmedV1.example, ...of, week: '2001-W14' }, 4],
      ...week(5, '2001-W14', 0.41),
      [kpiMissedV1, { ...kpiMissedV1.example, ...of, week: '2001-W14', inARow: 1 }, 5],
      ...week(6, '2001-W15', 0.42),
      [kpiMissedV1, { ...kpiMissedV1.example, ...of, week: '2001-W15', inARow: 2 }, 6],
      [alertRaisedV1, { ...alertRaisedV1.example, ...of }, 6],
      [retrainRequestedV1, { ...retrainRequestedV1.example, ...of, model: MODEL }, 6],
      [windowMeasurementFailedV1, { ...windowMeasurementFailedV1.example, ...of, week: '2001-W14', revision: 2 }, 7],
      ...week(8, '2001-W14', 0.44, 3),
      [monitorSubjectChangedV1, { ...monitorSubjectChangedV1.example, ...of, subject: artifact('b'), previous: artifact('a') }, 9],
      [alertClosedV1, { ...alertClosedV1.example, ...of }, 9],
    ] as const;
    for (const [contract, data, day] of story) await monitoring.say(MONITOR, contract as never, data, { workspace, time: at(day) });
    await monitoring.say(EVALUATION, evaluationRequestedV1, { ...evaluationRequestedV1.example, kpi: KPI, awaiting: ['kpi'] }, { workspace, time: at(2), actor: 'human:eve' });
    await monitoring.say(EVALUATION, evaluationFailedV1, { ...evaluationFailedV1.example, kpi: KPI }, { workspace, time: at(3) });
    await monitoring.say(EVALUATION, evaluationMeasuredV1, { ...evaluationMeasuredV1.example, kpi: KPI }, { workspace, time: at(4) });
    await monitoring.say(COMPARISON, comparisonRequestedV1, { ...comparisonRequestedV1.example, kpi: KPI }, { workspace, time: at(5), actor: 'human:eve' });
    await monitoring.say(COMPARISON, modelVersionsComparedV1, { ...modelVersionsComparedV1.example, kpi: KPI }, { workspace, time: at(6) });
    await bench.settled();
  });
  afterAll(() => bench.close());

  it('shows every window by week, with its newest measurement and those before it', async () => {
    const { monitor } = await ask(`query($id: ID!) { monitor(id: $id) { modelName environment subject subjects { subject cause } model { name } kpi { name } reference { datasetVersion period { to } }
      windows { week state scoring { predictions } baselineScoring { failure } labels { businessDate } measured { revision recallAtShare { value method } kpiMet drift { feature kind jensenShannon } }
        measurements { revision } } window(week: "2001-W15") { measured { rows } } } }`) as never as { monitor: Record<string, unknown> };
    expect(monitor).toMatchObject({
      modelName: 'late-flights', subject: artifact('b'), subjects: [{ subject: artifact('a'), cause: 'PROMOTION' }, { subject: artifact('b'), cause: 'PROMOTION' }], model: { name: 'late-flights' },
      windows: [
        { week: '2001-W14', state: 'MEASURED', baselineScoring: { failure: 'exit code 1' }, labels: { businessDate: '2001-04-16' }, measured: { revision: 3, recallAtShare: { value: 0.44 }, kpiMet: true }, measurements: [{ revision: 1 }, { revision: 3 }] },
        { week: '2001-W15', state: 'MEASURED', scoring: null, measured: { recallAtShare: { value: 0.42, method: 'wilson' }, kpiMet: false, drift: [{ feature: 'origin', kind: 'CATEGORIES' }] } },
      ],
      window: { measured: { rows: 115204 } },
    });
  });

  it('answers as of an instant: the series, the alert and what was waited for', async () => {
    const query = 'query($id: ID!, $asOf: DateTime) { monitor(id: $id, asOf: $asOf) { subject openAlert { weeks raisedAt } alerts { cause } retrains { labelsConfirmedUntil } series { week value met inARow } windows { week state failure } } }';
    const asOf = async (day: number) => (await ask(query, { asOf: at(day) }))['monitor'];
    expect(await asOf(1)).toBeNull();
    expect(await asOf(4)).toMatchObject({ series: [], windows: [{ week: '2001-W14', state: 'WAITING' }, { week: '2001-W15', state: 'WAITING' }] });
    expect(await asOf(6)).toMatchObject({
      subject: artifact('a'), openAlert: { weeks: ['2001-W15', '2001-W16'] }, retrains: [{ labelsConfirmedUntil: '2001-04-23' }],
      series: [{ week: '2001-W14', value: 0.41, met: false, inARow: 1 }, { week: '2001-W15', value: 0.42, inARow: 2 }],
    });
    expect(await asOf(7)).toMatchObject({ windows: [{ week: '2001-W14', state: 'FAILED', failure: expect.stringContaining('no file') }, { state: 'MEASURED' }] });
    expect(await asOf(9)).toMatchObject({ subject: artifact('b'), openAlert: null, alerts: [{ cause: 'PROMOTION' }], series: [{ week: '2001-W14', value: 0.44, met: true, inARow: null }, { week: '2001-W15' }] });
  });

  it('lists monitors that alert, then and now', async () => {
    const query = 'query($asOf: DateTime) { monitors(first: 10, alerting: true, asOf: $asOf) { totalCount nodes { environment } } }';
    expect((await ask(query, { asOf: at(6) }))['monitors']).toMatchObject({ totalCount: 1, nodes: [{ environment: 'production' }] });
    expect((await ask(query))['monitors']).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('carries evaluations and comparisons with their figures', async () => {
    const data = await ask(`{ evaluations(first: 5, purpose: EVALUATION) { nodes { state startedBy { actor } awaiting subject feature failure kpi { name }
        result { beatsBaseline baseline { recallAtShare } figures { recallAtShare { value lower } auc { value } } weeks { week rows positives auc { value } } } } }
      comparisons(first: 5) { nodes { state verdict: result { verdict difference { value } weeks { onlyCandidate } } after requestedBy { actor } } } }`);
    expect(data).toMatchObject({
      evaluations: { nodes: [{ state: 'MEASURED', startedBy: { actor: 'human:eve' }, awaiting: ['kpi'], subject: artifact('a'), feature: null, failure: null,
        result: { beatsBaseline: true, baseline: { recallAtShare: 0.3512 }, figures: { recallAtShare: { value: 0.4412, lower: null } }, weeks: [{ week: '2001-W10', rows: 115204 }] } }] },
      comparisons: { nodes: [{ state: 'COMPARED', verdict: { verdict: 'UNDEFINED', weeks: [{ onlyCandidate: 754 }] }, after: '2001-05-14', requestedBy: { actor: 'human:eve' } }] },
    });
  });

  it('is reached from the initiative, the KPI and the model', async () => {
    const data = await ask(`query($initiative: ID!, $kpi: ID!, $model: ID!) {
      initiative(id: $initiative) { monitors { openAlert { alert } } }
      kpi(id: $kpi) { series { week value } monitors { environment } evaluations(first: 3) { nodes { purpose } } }
      model(id: $model) { monitors { kpi { name } } } }`,
    { initiative: encodeNodeId('Initiative', INITIATIVE), kpi: encodeNodeId('Kpi', KPI), model: encodeNodeId('Model', MODEL) });
    expect(data).toMatchObject({
      initiative: { monitors: [{ openAlert: null }] },
      kpi: { series: [{ week: '2001-W14', value: 0.44 }, { week: '2001-W15', value: 0.42 }], monitors: [{ environment: 'production' }], evaluations: { nodes: [{ purpose: 'EVALUATION' }] } },
      model: { monitors: [{ kpi: { name: kpiDefinedV1.example.definition.name } }] },
    });
  });

  it('is folded anew to the same rows', async () => {
    const answer = await bench.ask('mutation { rebuildReadModels { name equal parked } }', { workspace, as: 'admin' });
    expect(answer.errors).toBeUndefined();
    const ours = (answer.data.rebuildReadModels as { name: string }[]).filter(({ name }) => ['comparison', 'evaluation', 'monitor'].includes(name));
    expect(ours).toEqual(['comparison', 'evaluation', 'monitor'].map((name) => ({ name, equal: true, parked: 0 })));
  });

  it('sends commands with ids decoded', async () => {
    bench.decide = () => Promise.resolve({ status: 'refused', code: 'MONITORING.LABELS_TOO_EARLY', detail: { week: '2001-W16', due: '2001-04-30', businessDate: '2001-04-23' } });
    const answer = await bench.ask(`mutation($input: OpenWindowInput!) { openWindow(input: $input) { command { state } userErrors { code message } } }`, {
      workspace, as: 'sre', variables: { input: {
        idempotencyKey: randomUUID(), expectedVersion: null, monitorId: encodeNodeId('Monitor', MONITOR), week: '2001-W16', datasetId: encodeNodeId('Dataset', stream('dataset')),
        datasetVersion: '4-q1', businessDate: '2001-04-23',
      } },
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.openWindow.userErrors).toEqual([{ code: 'MONITORING.LABELS_TOO_EARLY', message: 'businessDate: the labels of 2001-W16 are complete from 2001-04-30 on, not on 2001-04-23.' }]);
    expect(bench.dispatched.at(-1)).toMatchObject({
      name: 'open-window', body: { monitor: MONITOR, week: '2001-W16', dataset: stream('dataset'), datasetVersion: '4-q1', businessDate: '2001-04-23' },
    });
  });
});
