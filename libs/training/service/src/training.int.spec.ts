import { naturalStream } from '@throughline/kernel';
import { DATASET, engineer, KPI, openTrainingBench, type TrainingBench } from '../test/training-bench.ts';

describe('training on a real server', () => {
  let training: TrainingBench;
  const manifestEvents = async (run: { data: { manifestDigest: string } }) => training.published(naturalStream('run-manifest', 'default', run.data.manifestDigest));

  beforeAll(async () => { training = await openTrainingBench(); });
  afterAll(() => training.close());

  it('trains: manifest, live metrics as a series, artefact by digest', async () => {
    const run = await training.start({ title: 'first' });
    const succeeded = await training.ended(run);
    expect(succeeded).toMatchObject({
      type: 'training-run-succeeded', actor: 'service:training/training-run', onBehalfOf: 'human:eve',
      data: { kind: 'train', kpi: KPI, kpiVersion: 1, model: 'late-flights', dataset: DATASET, datasetVersion: '1', contractVersion: 1, cached: null, attempts: 1, outputComplete: true },
    });
    expect((await training.published(run)).map((e) => e.type)).toEqual(['training-run-started', 'training-run-attempt-started', 'training-run-succeeded']);
    expect(succeeded.data.subject).toEqual({ kind: 'artifact', digest: succeeded.data.artifact.digest });
    expect(JSON.parse(await training.files.text(succeeded.data.series.digest))).toEqual([{ name: 'loss', step: 1, value: 1 }, { name: 'loss', step: 2, value: 0.5 }]);
    expect(JSON.parse(await training.files.text(succeeded.data.manifestDigest))).toMatchObject({ schemaVersion: 1, kind: 'train', seed: 7, environment: { node: process.version } });
    await training.idle();
    expect((await manifestEvents(succeeded)).map((e) => e.type)).toEqual(['manifest-claimed', 'manifest-result-recorded']);
  });

  it('answers the same manifest from the earlier run, and says why', async () => {
    const first = await training.ended(await training.start({ title: 'cached' }));
    await training.idle();
    const run = await training.start({ title: 'cached' }, { model: 'another-name' });
    const second = await training.ended(run);
    expect(second.data).toMatchObject({ model: 'another-name', artifact: first.data.artifact, attempts: 0, cached: { reason: 'an earlier run had the same manifest, and its result is still stored' } });
    expect((await training.published(run)).map((e) => e.type)).toEqual(['training-run-started', 'training-run-succeeded']);
  });

  it('carries a forced rerun out anew and records that it came to the same', async () => {
    const first = await training.start({ title: 'forced' });
    await training.ended(first);
    await training.idle();
    const second = await training.start({ title: 'forced' }, { forced: true });
    const ended = await training.ended(second);
    await training.idle();
    expect(ended.data).toMatchObject({ cached: null, attempts: 1 });
    expect((await manifestEvents(ended)).at(-1)).toMatchObject({ type: 'training-run-reproduced', data: { original: first, run: second, kpi: KPI, result: ended.data.artifact.digest, subject: ended.data.subject }, onBehalfOf: 'human:eve' });
  });

  it('itemises what a rerun made otherwise', async () => {
    const first = await training.ended(await training.start({ fault: 'chance' }));
    await training.idle();
    const second = await training.ended(await training.start({ fault: 'chance' }, { forced: true }));
    await training.idle();
    const differed = (await manifestEvents(second)).at(-1)!;
    expect(differed).toMatchObject({ type: 'training-run-differed', data: { differenceCount: 1, subject: first.data.subject } });
    expect(differed.data['differences']).toEqual([{ path: 'model/chance.txt', original: expect.stringMatching(/^sha256:/), rerun: expect.stringMatching(/^sha256:/) }]);
  });

  it('ends a run by the program\'s exit code, and keeps the metrics until then', async () => {
    const failed = await training.ended(await training.start({ fault: 'exit' }));
    expect(failed).toMatchObject({ type: 'training-run-failed', data: { exitCode: 3, attempts: 1, reason: 'the program ended with exit code 3' } });
    expect(JSON.parse(await training.files.text(failed.data.series.digest))).toHaveLength(2);
  });

  it('does not try a program again that was killed', async () => {
    const run = await training.start({ fault: 'hang', title: 'killed' });
    const pid = await training.until('the program', async () => (await training.points(run)).map((p) => /^pid (\d+)$/.exec(String(p['text']))?.[1]).find(Boolean));
    expect(await training.points(run)).toEqual(expect.arrayContaining([{ type: 'progress', done: 0, total: 2 }, { type: 'metric', name: 'loss', step: 2, value: 0.5 }]));
    process.kill(Number(pid), 'SIGKILL');
    expect(await training.ended(run)).toMatchObject({ type: 'training-run-failed', data: { exitCode: null, attempts: 1, reason: 'the program was killed by SIGKILL' } });
  });

  it('stops a program at its time limit, and at its output limit', async () => {
    const late = await training.start({ fault: 'hang' }, { limits: { seconds: 1 } });
    const big = await training.start({ fault: 'write' }, { limits: { outputBytes: 100_000 } });
    expect((await training.ended(late)).data).toMatchObject({ reason: 'the program was stopped: not done after 1 seconds', exitCode: null });
    expect((await training.ended(big)).data).toMatchObject({ reason: 'the program was stopped: it wrote more than 100000 bytes' });
  });

  it('says when a program made nothing, or broke off in mid-line', async () => {
    const [nothing, torn] = [await training.start({ fault: 'nothing' }), await training.start({ fault: 'break off' })];
    expect((await training.ended(nothing)).data).toMatchObject({ reason: 'the program wrote no folder model/' });
    expect(await training.ended(torn)).toMatchObject({ type: 'training-run-succeeded', data: { outputComplete: false } });
  });

  it('can be called off, and stays so', async () => {
    const run = await training.start({ fault: 'hang', title: 'cancelled' });
    const pid = await training.until('the program', async () => (await training.points(run)).map((p) => /^pid (\d+)$/.exec(String(p['text']))?.[1]).find(Boolean));
    await training.done('cancel-training-run', { run, reason: 'The wrong months.' });
    expect(await training.ended(run)).toMatchObject({ type: 'training-run-cancelled', actor: 'human:eve', data: { reason: 'The wrong months.' } });
    await training.until('the end of the program', async () => { try { process.kill(Number(pid), 0); return false; } catch { return true; } });
    await training.idle();
    expect((await training.published(run)).at(-1)?.type).toBe('training-run-cancelled');
    expect(await training.command('cancel-training-run', { run: 'training-run-00000000-0000-5000-8000-000000000009', reason: 'No such run.' }, engineer)).toMatchObject({ status: 'refused', code: 'TRAINING.NO_SUCH_RUN' });
  });

  it.each<[string, object, string, object]>([
    ['a feature that is not known yet', { features: 'features: [{ name: hour, expression: hour(date), columns: [date] }]\nlabel: { name: late, expression: delay > 15, columns: [delay] }' }, 'TRAINING.FEATURE_NOT_KNOWN_YET', { column: 'date', feature: 'hour', availableAt: 'departure' }],
    ['declarations that are no YAML', { features: 'features: [' }, 'TRAINING.FEATURES_INVALID', {}],
    ['a KPI that is not there', { kpi: 'kpi-00000000-0000-5000-8000-000000000009' }, 'TRAINING.NO_SUCH_KPI', {}],
    ['a version that is not there', { datasetVersion: '9' }, 'TRAINING.NO_SUCH_DATASET_VERSION', { version: '9' }],
    ['a folder that is not there', { program: { folder: 'nowhere', command: ['node'] } }, 'TRAINING.PROGRAM_UNUSABLE', { reason: 'no such folder in any of the 1 training roots' }],
    ['a folder outside', { program: { folder: '../..', command: ['node'] } }, 'TRAINING.PROGRAM_UNUSABLE', { reason: 'it leads out of the training roots' }],
    ['an absolute folder', { program: { folder: '/etc', command: ['node'] } }, 'TRAINING.PROGRAM_UNUSABLE', { reason: 'it must be named by a path relative to a training root' }],
  ])('refuses %s, and writes nothing', async (_, more, code, detail) => {
    const before = await training.pool.query('select count(*) as n from training.events');
    expect(await training.command('start-training-run', training.trainBody({}, more), engineer)).toMatchObject({ status: 'refused', code, detail });
    expect((await training.pool.query('select count(*) as n from training.events')).rows).toEqual(before.rows);
  });

  it('refuses a version that was not verified, and one that is breached until it is verified anew', async () => {
    await training.recorded('2', [0, 1]);
    const refused = (code: string) => expect(training.command('start-training-run', training.trainBody({}, { datasetVersion: '2' }), engineer)).resolves.toMatchObject({ status: 'refused', code });
    await refused('TRAINING.DATASET_NOT_VERIFIED');
    await training.verified('2', 'breached');
    await refused('TRAINING.CONTRACT_BREACHED');
    await training.verified('2');
    expect((await training.ended(await training.start({ title: 'without two rows' }, { datasetVersion: '2' }))).type).toBe('training-run-succeeded');
  });
});
