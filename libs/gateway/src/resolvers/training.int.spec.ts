import { randomUUID } from 'node:crypto';
import { naturalStream, type Digest } from '@throughline/kernel';
import { kpiDefinedV1 } from '@throughline/requirements-contracts';
import {
  manifestClaimedV1, manifestResultRecordedV1, trainingRunAttemptStartedV1, trainingRunCancelledV1, trainingRunDeferredV1, trainingRunDifferedV1, trainingRunFailedV1,
  trainingRunReproducedV1, trainingRunStartedV1, trainingRunSucceededV1,
} from '@throughline/training-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { encodeNodeId } from '../schema/node-id.ts';

const workspace = 'runs';
const stream = (n: number): string => `training-run-00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
const at = (second: number): string => `2026-03-01T10:00:0${second}.000Z`;

describe('gateway: training', () => {
  let bench: GatewayBench;
  const { kpi, dataset, manifestDigest } = trainingRunStartedV1.example;
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await bench.ask(query, { workspace, variables });
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  const runOf = async (n: number, fields: string, asOf: string | null = null) =>
    (await ask(`query($id: ID!, $asOf: DateTime) { trainingRun(id: $id, asOf: $asOf) { ${fields} } }`, { id: encodeNodeId('TrainingRun', stream(n)), asOf })).trainingRun;

  beforeAll(async () => {
    bench = await GatewayBench.open();
    const { training } = bench.contexts;
    const predictions = await bench.blobs.put('predictions');
    const series = await bench.blobs.put('[]');
    const said = (second: number) => ({ workspace, time: at(second) });
    await training.say(stream(1), trainingRunStartedV1, trainingRunStartedV1.example, said(1));
    await training.say(stream(1), trainingRunAttemptStartedV1, { attempt: 1 }, said(2));
    await training.say(stream(1), trainingRunSucceededV1, { ...trainingRunSucceededV1.example, series }, said(3));
    const { window, ...deferred } = trainingRunDeferredV1.example;
    await training.say(stream(2), trainingRunDeferredV1, { ...deferred, window }, said(1));
    await training.say(stream(2), trainingRunStartedV1, { ...trainingRunStartedV1.example, kind: 'score', purpose: 'window', period: null, weeks: ['2001-W14'], label: null, evaluateOn: null, window, scorer: { kind: 'program' } }, said(2));
    await training.say(stream(2), trainingRunSucceededV1, { ...trainingRunSucceededV1.example, kind: 'score', purpose: 'window', artifact: null, predictions, series: null, window, cached: { run: stream(1), reason: 'the same' } }, said(3));
    await training.say(stream(3), trainingRunDeferredV1, trainingRunDeferredV1.example, said(4));
    await training.say(stream(3), trainingRunFailedV1, { ...trainingRunFailedV1.example, kind: 'score', purpose: 'window', window, reason: 'never came', exitCode: null, attempts: 0 }, said(5));
    await training.say(stream(4), trainingRunStartedV1, trainingRunStartedV1.example, said(6));
    await training.say(stream(4), trainingRunCancelledV1, trainingRunCancelledV1.example, said(7));
    const manifest = naturalStream('run-manifest', workspace, manifestDigest);
    await training.say(manifest, manifestClaimedV1, { manifestDigest, run: stream(1) }, said(2));
    await training.say(manifest, manifestResultRecordedV1, { ...manifestResultRecordedV1.example, manifestDigest, run: stream(1) }, said(3));
    await training.say(manifest, trainingRunReproducedV1, { ...trainingRunReproducedV1.example, run: stream(5) }, said(4));
    await training.say(manifest, trainingRunDifferedV1, { ...trainingRunDifferedV1.example, run: stream(6) }, said(5));
    await bench.contexts.requirements.say(kpi, kpiDefinedV1, undefined, { workspace });
    await bench.settled();
  });
  afterAll(() => bench.close());

  it('shows a run with all that its result depends on', async () => {
    const { example } = trainingRunStartedV1;
    expect(await runOf(1, `kind purpose state modelName subject datasetVersion datasetDigest contractVersion period { from to } weeks scorerFeature program { folder codeDigest command } input
      featureNames label { name expression columns } seed evaluateOn { datasetVersion weeks command } forced limits { seconds outputBytes } attempts { attempt at } kpi { id } dataset { id }
      artifact { digest size } predictions { url } outputComplete cached { runId } seconds startedBy { actor } endedAt version`)).toEqual({
      kind: 'TRAIN', purpose: 'TRAIN', state: 'SUCCEEDED', modelName: 'late-flights', subject: trainingRunSucceededV1.example.subject, datasetVersion: '3-q1', datasetDigest: example.datasetDigest,
      contractVersion: 1, period: example.period, weeks: [], scorerFeature: null, program: example.program, input: 'CSV', featureNames: example.features.names, label: example.label, seed: 7,
      evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'], command: ['node', 'score.mjs'] }, forced: false, limits: example.limits,
      attempts: [{ attempt: 1, at: at(2) }], kpi: { id: encodeNodeId('Kpi', kpi) }, dataset: null, artifact: trainingRunSucceededV1.example.artifact, predictions: null, outputComplete: true,
      cached: null, seconds: 6.2, startedBy: { actor: 'human:ann' }, endedAt: at(3), version: 3,
    });
  });

  it('knows how a run stood at any instant', async () => {
    expect(await runOf(1, 'state', '2026-03-01T10:00:00.999Z')).toBeNull();
    expect(await runOf(1, 'state attempts { attempt } endedAt', at(1))).toEqual({ state: 'STARTED', attempts: [], endedAt: null });
    expect(await runOf(2, 'state waitingFor manifestDigest weeks', at(1))).toEqual({ state: 'WAITING', waitingFor: trainingRunDeferredV1.example.waitingFor, manifestDigest: null, weeks: [] });
    expect(await runOf(2, 'state waitingFor manifestDigest weeks', at(2))).toEqual({ state: 'STARTED', waitingFor: null, manifestDigest, weeks: ['2001-W14'] });
  });

  it('shows windows, cached results, failures and cancellations', async () => {
    expect(await runOf(2, 'purpose window { monitorId week } cached { runId reason }')).toEqual({
      purpose: 'WINDOW', window: { monitorId: encodeNodeId('Monitor', trainingRunDeferredV1.example.window!.monitor), week: '2001-W14' },
      cached: { runId: encodeNodeId('TrainingRun', stream(1)), reason: 'the same' },
    });
    expect(await runOf(3, 'state reason exitCode waitingFor attempts { attempt }')).toEqual({ state: 'FAILED', reason: 'never came', exitCode: null, waitingFor: null, attempts: [] });
    expect(await runOf(4, 'state reason')).toEqual({ state: 'CANCELLED', reason: 'The wrong months.' });
  });

  it('serves predictions and series by their digest, to this workspace', async () => {
    const { predictions } = await runOf(2, 'predictions { url digest size }');
    const { series } = await runOf(1, 'series { url }');
    expect(await (await bench.fetch(predictions.url, { workspace })).text()).toBe('predictions');
    expect(await (await bench.fetch(series.url, { workspace })).json()).toEqual([]);
    expect((await bench.fetch(predictions.url, { workspace: 'other' })).status).toBe(404);
  });

  it('shows what became of a manifest in all runs', async () => {
    const { manifest } = await runOf(1, `manifest { manifestDigest claimedByRunId originalRunId original { id } result
      reruns { runId reproduced differenceCount differences { path original rerun } at } }`);
    const id = encodeNodeId('TrainingRun', stream(1));
    expect(manifest).toMatchObject({
      manifestDigest, claimedByRunId: id, originalRunId: id, original: { id }, result: manifestResultRecordedV1.example.result,
      reruns: [
        { runId: encodeNodeId('TrainingRun', stream(5)), reproduced: true, differenceCount: 0, differences: [], at: at(4) },
        { runId: encodeNodeId('TrainingRun', stream(6)), reproduced: false, differenceCount: 1, differences: trainingRunDifferedV1.example.differences },
      ],
    });
  });

  it('finds runs by what they are', async () => {
    const found = async (filter: string) => (await ask(`{ trainingRuns(first: 10, ${filter}) { nodes { id } } }`)).trainingRuns.nodes.map(({ id }: { id: string }) => id);
    const ids = (...numbers: number[]) => numbers.map((n) => encodeNodeId('TrainingRun', stream(n)));
    expect(await found('purpose: WINDOW')).toEqual(ids(2, 3));
    expect(await found('kind: TRAIN, state: SUCCEEDED')).toEqual(ids(1));
    expect(await found(`kpiId: "${encodeNodeId('Kpi', kpi)}", datasetId: "${encodeNodeId('Dataset', dataset)}", modelName: "late-flights"`)).toEqual(ids(1, 2, 4));
    expect(await found(`artifactDigest: "${trainingRunSucceededV1.example.artifact!.digest as Digest}"`)).toEqual(ids(1));
    expect((await ask(`{ runManifests(first: 5, manifestDigest: "${manifestDigest}") { totalCount } }`)).runManifests).toEqual({ totalCount: 1 });
  });

  it('reads live points from training', async () => {
    bench.live = async (context, _, kind, id, after) => (context === 'training' && kind === 'training-run' && id === stream(1) && after === 4
      ? [{ seq: 5, at: at(2), point: { type: 'metric', name: 'loss', step: 1, value: 0.5 } }] : []);
    const { live } = await ask('query($id: ID!) { live(kind: "training-run", id: $id, after: 4) { points { seq point } next } }', { id: encodeNodeId('TrainingRun', stream(1)) });
    expect(live).toEqual({ points: [{ seq: 5, point: { type: 'metric', name: 'loss', step: 1, value: 0.5 } }], next: 5 });
  });

  it('sends each command with its body, and says which feature is not known yet', async () => {
    const send = async (mutation: string, input: Record<string, unknown>) => {
      const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
      return bench.ask(`mutation($input: ${name}Input!) { ${mutation}(input: $input) { command { state } userErrors { code message ... on Refusal { missing { key } } } trainingRun { state } } }`,
        { as: 'ml-engineer', workspace, variables: { input: { idempotencyKey: randomUUID(), ...input } } });
    };
    const of = { kpiId: encodeNodeId('Kpi', kpi), datasetId: encodeNodeId('Dataset', dataset), datasetVersion: '3-q1' };
    const train = { ...of, model: 'late-flights', period: { from: '2001-01-01', to: '2001-03-01' }, features: 'features: []', program: { folder: 'programs', command: ['node', 'train.mjs'] }, parameters: { epochs: 6, stop: null, steps: [{ rate: null }] }, seed: 7, input: 'CSV' };
    bench.decide = async () => ({ status: 'refused', code: 'TRAINING.FEATURE_NOT_KNOWN_YET', detail: { column: 'date', feature: 'hour', availableAt: 'departure', moment: 'prediction', missing: [{ key: 'hour.date', what: 'x', remedy: 'y' }] } });
    expect((await send('startTrainingRun', { ...train, evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W10'], command: ['node', 'score.mjs'] } })).data.startTrainingRun).toEqual({
      command: { state: 'REFUSED' }, trainingRun: null,
      userErrors: [{ code: 'TRAINING.FEATURE_NOT_KNOWN_YET', message: 'Column date is known at departure, after prediction: feature hour may not use it.', missing: [{ key: 'hour.date' }] }],
    });
    bench.decide = async () => ({ status: 'accepted', stream: stream(1), version: 3 });
    const done = { command: { state: 'ACCEPTED' }, userErrors: [], trainingRun: { state: 'SUCCEEDED' } };
    const subject = trainingRunSucceededV1.example.subject;
    expect((await send('startScoringRun', { ...of, weeks: ['2001-W10'], scorer: { subject }, purpose: 'EVALUATION' })).data.startScoringRun).toEqual(done);
    expect((await send('startScoringRun', { ...of, weeks: ['2001-W10'], scorer: { feature: 'a', features: 'features: []' }, purpose: 'BASELINE' })).data.startScoringRun).toEqual(done);
    expect((await send('cancelTrainingRun', { runId: encodeNodeId('TrainingRun', stream(1)), reason: 'The wrong months.', expectedVersion: null })).data.cancelTrainingRun).toEqual(done);
    const both = await send('startScoringRun', { ...of, weeks: ['2001-W10'], scorer: { subject, feature: 'a' }, purpose: 'BASELINE' });
    expect(both.errors?.[0]).toMatchObject({ message: 'input.scorer: name either subject, or feature and features', extensions: { code: 'BAD_USER_INPUT' } });
    expect(bench.dispatched.slice(-4).map((e) => [e.name, e.body])).toEqual([
      ['start-training-run', {
        kpi, dataset, datasetVersion: '3-q1', model: 'late-flights', period: train.period, features: train.features, program: train.program, parameters: train.parameters, seed: 7, input: 'csv',
        evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W10'], program: { command: ['node', 'score.mjs'] } },
      }],
      ['start-scoring-run', { kpi, dataset, datasetVersion: '3-q1', weeks: ['2001-W10'], scorer: { kind: 'model', subject }, purpose: 'evaluation' }],
      ['start-scoring-run', { kpi, dataset, datasetVersion: '3-q1', weeks: ['2001-W10'], scorer: { kind: 'feature', feature: 'a', features: 'features: []' }, purpose: 'baseline' }],
      ['cancel-training-run', { run: stream(1), reason: 'The wrong months.' }],
    ]);
  });
});
