import { windowOpenedV1 } from '@throughline/monitoring-contracts';
import type { Subject } from '@throughline/kernel';
import { DATASET, engineer, FEATURES, isLate, KPI, openTrainingBench, type TrainingBench } from '../test/training-bench.ts';

const MONITOR = 'monitor-00000000-0000-5000-8000-000000000004';
const evaluateOn = { datasetVersion: '1', weeks: ['2001-W06'], program: { command: ['node', 'score.mjs'] } };
const rowsOfDays = (from: number, to: number): number[] => Array.from({ length: (to - from) * 10 }, (_, i) => from * 10 + i);
/** Share of late rows of the same origin on the day before; origins go by odd and even. */
const yesterday = (row: number): number | null => {
  const day = Math.floor(row / 10) - 1;
  if (day < 0) return null;
  const same = rowsOfDays(day, day + 1).filter((other) => other % 2 === row % 2);
  return same.filter(isLate).length / same.length;
};

describe('scoring on a real server', () => {
  let training: TrainingBench;
  beforeAll(async () => { training = await openTrainingBench(); });
  afterAll(() => training.close());

  const made = async (parameters: object): Promise<{ run: string; subject: Subject }> => {
    const run = await training.start(parameters, { evaluateOn });
    const subject = (await training.ended(run)).data.subject as Subject;
    await training.idle();
    return { run, subject };
  };
  const opened = (more: Partial<typeof windowOpenedV1.example>) => training.say(MONITOR, windowOpenedV1,
    { ...windowOpenedV1.example, monitor: MONITOR, kpi: KPI, dataset: DATASET, datasetName: 'flights', datasetVersion: '1', week: '2001-W08', baselineFeature: null, baselineRun: null, ...more }, { actor: 'service:feed', onBehalfOf: 'human:sid' });

  it('has a trained model score the weeks that its run named, by a policy, for the human behind it', async () => {
    const { subject } = await made({ title: 'evaluated' });
    const [run] = await training.runsFor('evaluation');
    const scored = await training.ended(run!);
    expect(scored).toMatchObject({ type: 'training-run-succeeded', onBehalfOf: 'human:eve', data: { kind: 'score', purpose: 'evaluation', model: 'late-flights', subject, scorer: { kind: 'program' }, weeks: ['2001-W06'], artifact: null } });
    expect((await training.published(run!))[0]).toMatchObject({ actor: 'policy:training/when-training-run-succeeded-then-start-scoring-run' });
    const predictions = await training.predictions(scored.data.predictions.digest);
    expect(predictions.map((p) => p.row)).toEqual(rowsOfDays(35, 42));
    const late = rowsOfDays(0, 31).filter(isLate).length / 310;
    expect(new Set(predictions.map((p) => p.score))).toEqual(new Set([late]));
  });

  it('needs no program when a feature scores; a row without a value keeps none', async () => {
    const run = await training.score({ weeks: ['2001-W01', '2001-W02'], scorer: { kind: 'feature', features: FEATURES, feature: 'origin_late_1d' }, purpose: 'baseline' });
    const scored = await training.ended(run);
    expect(scored.data).toMatchObject({ subject: null, model: null, scorer: { kind: 'feature', feature: 'origin_late_1d' }, purpose: 'baseline' });
    expect(await training.predictions(scored.data.predictions.digest)).toEqual(rowsOfDays(0, 14).map((row) => ({ row, score: yesterday(row) })));
    const again = await training.ended(await training.score({ weeks: ['2001-W01', '2001-W02'], scorer: { kind: 'feature', features: FEATURES, feature: 'origin_late_1d' }, purpose: 'baseline', forced: true }));
    expect(again.data.predictions).toEqual(scored.data.predictions);
  });

  it('leaves out the rows that a version leaves out, from features and predictions', async () => {
    await training.recorded('less', [3, 12]);
    await training.verified('less');
    const run = await training.score({ datasetVersion: 'less', weeks: ['2001-W01'], scorer: { kind: 'feature', features: FEATURES, feature: 'origin_late_1d' }, purpose: 'baseline' });
    const predictions = await training.predictions((await training.ended(run)).data.predictions.digest);
    expect(predictions.map((p) => p.row)).toEqual(rowsOfDays(0, 7).filter((row) => row !== 3 && row !== 12));
    expect(predictions.find((p) => p.row === 11)!.score).toBe([1, 5, 7, 9].filter(isLate).length / 4);
  });

  it('refuses a score outside [0, 1], whatever feature it is', async () => {
    const run = await training.score({ scorer: { kind: 'feature', features: FEATURES, feature: 'weekday' }, purpose: 'baseline' });
    expect((await training.ended(run)).data).toMatchObject({ reason: 'feature weekday is outside [0, 1] in 120 of 140 rows; a score must be within', exitCode: null });
  });

  it.each([
    ['missing', '1 rows of the table have no prediction'],
    ['repeated', '1 rows come again'],
    ['foreign', '1 predictions are of rows that the table does not have'],
    ['range', '1 scores are not a number in [0, 1]'],
    ['nan', '1 scores are not a number in [0, 1]'],
  ])('refuses predictions with a fault: %s', async (scoring, reason) => {
    const { subject } = await made({ scoring });
    const run = await training.score({ scorer: { kind: 'model', subject }, purpose: 'evaluation' });
    expect(await training.ended(run)).toMatchObject({ type: 'training-run-failed', data: { reason: `the predictions cannot be used: ${reason} (the table has 140 rows)`, exitCode: null } });
  });

  it('refuses a model version that nobody made', async () => {
    const body = { kpi: KPI, dataset: DATASET, datasetVersion: '1', weeks: ['2001-W06'], scorer: { kind: 'model', subject: { kind: 'artifact', digest: `sha256:${'0'.repeat(64)}` } }, purpose: 'evaluation' };
    expect(await training.command('start-scoring-run', body, engineer)).toMatchObject({ status: 'refused', code: 'TRAINING.SUBJECT_UNKNOWN' });
  });

  it('scores an opened window with the version in production and with the baseline\'s feature', async () => {
    const { subject } = await made({ title: 'in production' });
    const baselineRun = await training.score({ scorer: { kind: 'feature', features: FEATURES, feature: 'origin_late_1d' }, purpose: 'baseline' });
    await training.ended(baselineRun);
    await opened({ subject, baselineFeature: 'origin_late_1d', baselineRun });
    await training.idle();
    for (const [purpose, of] of [['window', subject], ['window-baseline', null]] as const) {
      const run = (await training.runsFor(purpose)).at(-1)!;
      expect(await training.ended(run)).toMatchObject({ type: 'training-run-succeeded', onBehalfOf: 'human:sid', data: { purpose, subject: of, weeks: ['2001-W08'], window: { monitor: MONITOR, week: '2001-W08' } } });
    }
  });

  it('waits for a version whose verdict is still on its way', async () => {
    const { subject } = await made({ title: 'early' });
    await opened({ subject, week: '2001-W09', datasetVersion: 'late' });
    await training.settled();
    const run = (await training.runsFor('window')).at(-1)!;
    expect((await training.published(run)).map((e) => [e.type, e.data['waitingFor']])).toEqual([['training-run-deferred', 'TRAINING.NO_SUCH_DATASET_VERSION']]);
    await training.recorded('late');
    await training.verified('late');
    expect(await training.ended(run)).toMatchObject({ type: 'training-run-succeeded', data: { datasetVersion: 'late', window: { week: '2001-W09' } } });
  });

  it('says by an event why a window was not scored', async () => {
    const { subject } = await made({ title: 'breached' });
    await training.recorded('bad');
    await training.verified('bad', 'breached');
    await opened({ subject, week: '2001-W10', datasetVersion: 'bad' });
    await training.settled();
    expect(await training.ended((await training.runsFor('window')).at(-1)!)).toMatchObject({
      type: 'training-run-failed', data: { purpose: 'window', window: { monitor: MONITOR, week: '2001-W10' }, attempts: 0, reason: 'Version bad of flights does not keep its contract (row-unique); quarantine the rows or use another version.' },
    });
  });

  it('makes an attempt again, in folders of its own, when the one before was lost; only the newest counts', async () => {
    const run = await training.start({ fault: 'hang once', mark: training.file('mark') });
    await training.until('the program', async () => (await training.points(run)).some((p) => /^pid /.test(String(p['text']))));
    await training.pool.query(`update training.work set owner = null, expires_at = null where stream = $1`, [run]);
    expect((await training.ended(run)).data).toMatchObject({ attempts: 2, cached: null });
    expect((await training.published(run)).map((e) => e.data['attempt']).filter(Boolean)).toEqual([1, 2]);
    await training.idle();
    expect((await training.published(run)).at(-1)?.type).toBe('training-run-succeeded');
  });
});
