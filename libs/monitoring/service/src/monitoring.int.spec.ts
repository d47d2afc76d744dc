import type { ContextBench, PublishedEvent } from '@throughline/testing/context-bench';
import { artifact, DATASET, Flights, KPI, MONITOR, run } from '../test/flights.ts';
import { isLate, rowsOfWeek } from '../test/made-up-flights.ts';
import { openMonitoringBench } from '../test/monitoring-bench.ts';

const feed = { as: 'feed', role: 'sre', kind: 'service' } as const;
const engineer = { as: 'eve', role: 'ml-engineer' } as const;

/** A perfect ranking, which is sure of too little, and one that puts every late flight last. */
const GOOD = '((i * 7919) % 97 < 25)::INT * 0.6';
const BAD = '((i * 7919) % 97 >= 25)::INT * 0.9';

describe('monitoring', () => {
  let bench: ContextBench;
  let flights: Flights;
  let good: string;
  let bad: string;

  const types = async (stream = MONITOR): Promise<string[]> => (await bench.published(stream)).map(({ type }) => type);
  const find = (stream: string, type: string, where: Record<string, unknown> = {}) => bench.until(`${type} ${JSON.stringify(where)}`, async () =>
    (await bench.published(stream)).find((e) => e.type === type && Object.entries(where).every(([key, value]) => e.data[key] === value)));
  const evaluationOf = (n: number): Promise<PublishedEvent & { readonly stream: string }> => bench.until(`evaluation of run ${n}`, async () => {
    for (const stream of await bench.streams('evaluation')) {
      const event = (await bench.published(stream)).findLast(({ type, data }) => data['run'] === run(n) && type !== 'evaluation-requested');
      if (event) return { ...event, stream };
    }
    return undefined;
  });
  const baselineMeasured = async (): Promise<string> => {
    await flights.scored(1, bad, { purpose: 'baseline', weeks: ['2001-W10', '2001-W11'] });
    return (await evaluationOf(1)).stream;
  };
  const watched = async (target = 0.5): Promise<void> => {
    await flights.kpi();
    await flights.contract();
    await flights.version('3', { to: '2001-04-01' });
    await flights.target(target, await baselineMeasured());
    await flights.registered('a');
    await flights.promoted('a');
    await flights.version('4');
  };
  const open = (week: string, businessDate: string, datasetVersion = '4') => bench.command('open-window', { monitor: MONITOR, week, dataset: DATASET, datasetVersion, businessDate }, feed);
  const confirm = (week: string, businessDate: string, datasetVersion = '4') => bench.command('confirm-labels', { monitor: MONITOR, week, datasetVersion, businessDate }, feed);
  const week = async (n: number, name: string, opened: string, confirmed: string, predictions: string, letter = 'a'): Promise<PublishedEvent> => {
    expect(await open(name, opened)).toMatchObject({ status: 'accepted' });
    await flights.scored(n, predictions, { purpose: 'window', weeks: [name], letter, version: '4' });
    await flights.scored(n + 1, bad, { purpose: 'window-baseline', weeks: [name], version: '4' });
    expect(await confirm(name, confirmed)).toMatchObject({ status: 'accepted' });
    return find(MONITOR, 'window-measured', { week: name });
  };

  beforeAll(async () => {
    bench = await openMonitoringBench();
    flights = new Flights(bench);
    await flights.file();
    good = await flights.predictions('good', GOOD);
    bad = await flights.predictions('bad', BAD);
  });
  afterAll(() => bench.close());

  it('waits for facts that come later, and measures beside the baseline on the same rows', async () => {
    await flights.scored(2, good, { purpose: 'evaluation', weeks: ['2001-W10', '2001-W11'] });
    await flights.promoted('a');
    await bench.settled();
    expect((await bench.published((await bench.streams('evaluation'))[0]!))[0]).toMatchObject({ type: 'evaluation-requested', data: { awaiting: ['kpi', 'dataset-version'] } });
    expect(await open('2001-W14', '2001-04-09')).toMatchObject({ status: 'refused', code: 'MONITORING.MONITOR_NOT_READY' });
    await flights.registered('a');
    await flights.version('3', { to: '2001-04-01' });
    await flights.contract();
    await flights.kpi();
    const alone = await evaluationOf(2);
    const rows = rowsOfWeek(63);
    expect(alone).toMatchObject({
      type: 'evaluation-measured', actor: 'service:monitoring/measure-evaluation', onBehalfOf: 'human:eve',
      data: {
        purpose: 'evaluation', subject: artifact('a'), kpi: KPI, kpiVersion: 1, share: 0.3, baseline: null, beatsBaseline: null,
        weeks: [{ week: '2001-W10', rows: 210, positives: rows.filter(isLate).length, auc: { value: 1 } }, { week: '2001-W11', rows: 210 }], figures: { auc: { value: 1 } },
      },
    });
    await find(MONITOR, 'monitor-activated', { kpiVersion: 1 });
    const baseline = await baselineMeasured();
    const beside = await bench.until('the evaluation beside its baseline', async () => {
      const event = await evaluationOf(2);
      return event.data['baseline'] ? event : false;
    });
    expect(beside.data).toMatchObject({ baseline: { evaluation: baseline, weeks: ['2001-W10', '2001-W11'] }, beatsBaseline: true });
    expect((await evaluationOf(1)).data).toMatchObject({ purpose: 'baseline', subject: null, scorer: { kind: 'feature', feature: 'origin_late_1d' }, baseline: null, beatsBaseline: null });
  });

  it('says why an evaluation failed, and measures it again when asked', async () => {
    await flights.scored(3, `sha256:${'9'.repeat(64)}`, { purpose: 'evaluation', weeks: ['2001-W10'] });
    const failed = await evaluationOf(3);
    expect(failed).toMatchObject({ type: 'evaluation-failed', data: { reason: expect.stringContaining('no blob') } });
    expect(await bench.command('remeasure-evaluation', { evaluation: failed.stream }, feed)).toMatchObject({ status: 'accepted' });
    await bench.until('another failure', async () => (await types(failed.stream)).filter((t) => t === 'evaluation-failed').length === 2);
  });

  it('opens windows, measures them whichever comes first, and alerts on the second miss in a row', async () => {
    await watched();
    expect(await open('2001-W14', '2001-04-09')).toMatchObject({ status: 'accepted' });
    expect((await find(MONITOR, 'window-opened')).data).toMatchObject({ week: '2001-W14', target: 0.5, kpiVersion: 1, subject: artifact('a'), baselineFeature: 'origin_late_1d', baselineRun: run(1) });
    expect(await confirm('2001-W14', '2001-04-15')).toMatchObject({ status: 'refused', code: 'MONITORING.LABELS_TOO_EARLY' });
    expect(await confirm('2001-W14', '2001-04-16')).toMatchObject({ status: 'accepted' });
    await flights.scored(11, bad, { purpose: 'window-baseline', weeks: ['2001-W14'], version: '4' });
    await flights.scored(10, good, { purpose: 'window', weeks: ['2001-W14'], version: '4' });
    const measured = await find(MONITOR, 'window-measured', { week: '2001-W14' });
    const positives = rowsOfWeek(91).filter(isLate).length;
    expect(measured.data).toMatchObject({
      revision: 1, rows: 210, positives, auc: { value: 1 }, recallAtShare: { value: 1, method: 'wilson' }, kpiMet: true, guardsBroken: ['calibration-error'],
    });
    const drift = measured.data['drift'] as { feature: string; jensenShannon: number | null; psi: number | null; reason: string | null }[];
    expect(drift.map(({ feature }) => feature)).toEqual(['distance', 'origin', 'destination', 'weekday']);
    expect(drift.find(({ feature }) => feature === 'destination')).toMatchObject({ jensenShannon: null, reason: 'constant-reference' });
    expect(drift.find(({ feature }) => feature === 'origin')).toMatchObject({ jensenShannon: 0, reason: null });
    expect(await week(12, '2001-W15', '2001-04-16', '2001-04-23', bad)).toMatchObject({ data: { kpiMet: false } });
    expect(await week(14, '2001-W16', '2001-04-23', '2001-04-30', bad)).toMatchObject({ data: { kpiMet: false } });
    expect((await types()).slice(-5)).toEqual(['window-measured', 'kpi-measured', 'kpi-missed', 'alert-raised', 'retrain-requested']);
    expect((await find(MONITOR, 'retrain-requested')).data).toMatchObject({ weeks: ['2001-W15', '2001-W16'], labelsConfirmedUntil: '2001-04-23', subject: artifact('a') });
  });

  it('revises a week when other labels are confirmed later', async () => {
    const keys = await bench.files.parquetBlob('keys', `SELECT i AS row_number FROM range(${rowsOfWeek(91)[0]}, ${rowsOfWeek(91)[0]! + 10}) AS r(i)`);
    await flights.version('4-q1', { keys: [keys] });
    expect(await confirm('2001-W14', '2001-05-07', '4-q1')).toMatchObject({ status: 'accepted' });
    expect((await find(MONITOR, 'window-measured', { week: '2001-W14', revision: 2 })).data).toMatchObject({ rows: 200, datasetVersion: '4-q1', kpiMet: true });
    expect((await types()).filter((t) => t === 'alert-closed')).toEqual([]);
  });

  it('closes the alert and counts anew with another version in production', async () => {
    await flights.registered('b', '2001-04-23');
    await flights.promoted('b', 'a');
    expect((await find(MONITOR, 'monitor-subject-changed')).data).toMatchObject({ subject: artifact('b'), previous: artifact('a'), cause: 'promotion', reference: { period: { to: '2001-04-23' } } });
    expect((await find(MONITOR, 'alert-closed')).data).toMatchObject({ cause: 'promotion', week: null });
    await bench.settled();
    await week(16, '2001-W17', '2001-04-30', '2001-05-07', bad, 'b');
    expect((await find(MONITOR, 'kpi-missed', { week: '2001-W17' })).data).toMatchObject({ inARow: 1, subject: artifact('b') });
    await flights.rolledBack('a', 'b');
    await find(MONITOR, 'monitor-subject-changed', { cause: 'rollback' });
  });

  it('keeps a window waiting when its scoring fails, and asks for scores again when told to', async () => {
    await bench.settled();
    expect(await open('2001-W18', '2001-05-07')).toMatchObject({ status: 'accepted' });
    await flights.scoringFailed(20, '2001-W18');
    expect((await find(MONITOR, 'window-scoring-failed')).data).toMatchObject({ week: '2001-W18', purpose: 'window', reason: 'the program ended with exit code 1' });
    expect(await bench.command('remeasure-window', { monitor: MONITOR, week: '2001-W18' }, feed)).toMatchObject({ status: 'accepted' });
    const opened = (await bench.published(MONITOR)).filter(({ type, data }) => type === 'window-opened' && data['week'] === '2001-W18');
    expect(opened.map(({ data }) => data)).toEqual([opened[0]!.data, opened[0]!.data]);
  });

  it('shows a week without rows as such: neither met nor missed, and no alert', async () => {
    const measured = await week(22, '2001-W22', '2001-06-04', '2001-06-11', bad);
    expect(measured.data).toMatchObject({ rows: 0, positives: 0, recallAtShare: { value: null, reason: 'no-rows' }, baselineRecallAtShare: { value: null, reason: 'no-rows' }, kpiMet: null, guardsBroken: [], guardsUndefined: ['calibration-error'] });
    expect((measured.data['drift'] as { reason: string }[]).map(({ reason }) => reason)).toEqual(['no-rows', 'no-rows', 'no-rows', 'no-rows']);
    expect((await bench.published(MONITOR)).filter(({ type, data }) => ['kpi-missed', 'alert-raised'].includes(type) && data['week'] === '2001-W22')).toEqual([]);
  });

  it('compares two versions, paired, after a cut', async () => {
    const weeks = ['2001-W17', '2001-W18', '2001-W19', '2001-W20'];
    await flights.scored(30, await flights.predictions('fair', '((i * 37) % 1009) / 1008.0'), { purpose: 'comparison', weeks, letter: 'a', version: '4' });
    await flights.scored(31, good, { purpose: 'comparison', weeks, letter: 'b', version: '4' });
    const body = { kpi: KPI, incumbentRun: run(30), candidateRun: run(31), after: '2001-04-23', businessDate: '2001-05-28' };
    expect(await bench.command('compare-model-versions', { ...body, after: '2001-04-22' }, engineer)).toMatchObject({ status: 'refused', code: 'MONITORING.CUT_INSIDE_TRAINING' });
    const { data } = await find(await bench.done('compare-model-versions', body, engineer), 'model-versions-compared');
    expect(data).toMatchObject({ incumbent: artifact('a'), candidate: artifact('b'), weeks: weeks.map((name) => ({ week: name, onlyIncumbent: 0 })), verdict: 'candidate-better' });
    expect((data['difference'] as Record<string, number>)['lower']).toBeGreaterThan(0);
  });

  it('does each effect once although the log repeats itself', async () => {
    await bench.settled();
    const { rows } = await bench.pool.query(
      `select data->>'week' as week, data->>'revision' as revision, count(*)::int as times from monitoring.events where type in ('WindowMeasured', 'KpiMeasured') group by 1, 2, type having count(*) > 1`);
    expect(rows).toEqual([]);
    expect(bench.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
