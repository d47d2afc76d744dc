import { randomUUID } from 'node:crypto';
import { dataContractBreachedV1, dataContractMetV1, dataQualityEvents, verificationCompletedV1 } from '@throughline/data-quality-contracts';
import { naturalStream, type Digest, type Subject } from '@throughline/kernel';
import { evaluationMeasuredV1, monitoringEvents, retrainRequestedV1 } from '@throughline/monitoring-contracts';
import { modelVersionPromotedV1, modelVersionRegisteredV1, registryEvents } from '@throughline/registry-contracts';
import { defineKpi, proposeInitiative } from '@throughline/requirements-contracts';
import { ContextBench } from '@throughline/testing/context-bench';
import { trainingEvents, trainingRunReproducedV1 } from '@throughline/training-contracts';
import { requirementsContext } from './requirements.module.ts';

const owner = { as: 'ann', role: 'product-owner' } as const;
const engineer = { as: 'eve', role: 'ml-engineer' } as const;
const approver = { as: 'bo', role: 'approver' } as const;
const uuid = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
const DATASET = `dataset-${uuid(1)}`;
const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: `sha256:${letter.repeat(64)}` as Digest });

describe('requirements on a real server', () => {
  let bench: ContextBench;
  let initiative: string;
  let kpi: string;
  let gate: string;

  const facts = async () => (await bench.published(gate)).filter((e) => e.type === 'fact-recorded').map((e) => (e.data['fact'] as { key: string }).key);
  const types = async () => (await bench.published(gate)).map((e) => e.type);
  const versionOf = async (stream: string): Promise<number> => (await bench.published(stream)).length;
  const measured = (over: Partial<typeof evaluationMeasuredV1.example>, n: number) => bench.say(`evaluation-${uuid(n)}`, evaluationMeasuredV1,
    { ...evaluationMeasuredV1.example, kpi, ...over }, { actor: 'service:monitoring/measure-evaluation', onBehalfOf: 'human:eve' });
  const baseline = () => measured({ subject: null, model: null, purpose: 'baseline', scorer: { kind: 'feature', feature: 'origin_late_1d' }, baseline: null, beatsBaseline: null }, 1);

  beforeEach(async () => {
    bench = await ContextBench.open({ definition: requirementsContext, foreign: [...dataQualityEvents, ...trainingEvents, ...registryEvents, ...monitoringEvents] });
    initiative = await bench.done('propose-initiative', proposeInitiative.example, owner);
    kpi = await bench.done('define-kpi', defineKpi.example, owner);
    gate = naturalStream('phase-gate', 'default', initiative);
  });
  afterEach(() => bench.close());

  const approve = async () => {
    for (const question of ['business-problem', 'kpis', 'data', 'know-how', 'legal', 'benefit']) {
      await bench.done('answer-qualification-question', { initiative, question, answer: 'yes', rationale: 'It is so.' }, owner);
    }
    for (const [role, person] of [['data-steward', 'human:dora'], ['ml-engineer', 'human:eve'], ['approver', 'human:bo']]) {
      await bench.done('assign-initiative-role', { initiative, role, person }, owner);
    }
    await bench.done('decide-qualification', { initiative, decision: 'go', reason: 'All is answered.' }, { ...approver, version: await versionOf(initiative) });
  };
  const link = async () => {
    await bench.done('link-initiative-kpi', { initiative, kpi }, owner);
    await bench.done('link-initiative-dataset', { initiative, dataset: DATASET }, owner);
  };
  const verified = (n: number, contract: typeof dataContractMetV1 | typeof dataContractBreachedV1) => bench.say(`verification-${uuid(n)}`, contract,
    { ...contract.example, dataset: DATASET, verification: `verification-${uuid(n)}` }, { actor: 'service:data-quality/verification', onBehalfOf: 'human:dora' });

  it('links no KPI of another workspace, and none that was never defined', async () => {
    for (const [kpiOf, workspace] of [[kpi, 'other'], [`kpi-${uuid(9)}`, 'default']] as const) {
      const own = await bench.done('propose-initiative', proposeInitiative.example, { ...owner, workspace });
      expect(await bench.command('link-initiative-kpi', { initiative: own, kpi: kpiOf }, { ...owner, workspace })).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.NO_SUCH_KPI' });
      expect(await versionOf(own)).toBe(1);
    }
  });

  it('says of what is not there that it is not there, whatever version the sender saw', async () => {
    for (const version of [0, 1]) {
      expect(await bench.command('set-kpi-target', { kpi: `kpi-${uuid(9)}`, target: 0.5 }, { ...owner, version })).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.NO_SUCH_KPI' });
    }
  });

  it('knows nobody in a spelling that no token has, who would be a second person beside himself', async () => {
    for (const named of ['human:bo ', 'human:b\u00f6', 'human:']) {
      expect(await bench.command('propose-initiative', { ...proposeInitiative.example, owner: named }, owner)).toMatchObject({ status: 'fault', code: 'BAD_USER_INPUT' });
    }
  });

  it('takes no day that is in no calendar for a follow-up', async () => {
    const body = { initiative, question: 'benefit', answer: 'unknown', rationale: 'Nobody knows.', followUp: { owner: 'human:ann', due: '2026-02-30' } };
    expect(await bench.command('answer-qualification-question', body, owner)).toMatchObject({ status: 'fault', code: 'BAD_USER_INPUT' });
    expect(await versionOf(initiative)).toBe(1);
  });

  it('takes the baseline from a measurement only, and the target must beat it', async () => {
    const body = { kpi, evaluation: `evaluation-${uuid(1)}` };
    expect(await bench.command('record-kpi-baseline', body, { ...owner, version: 1 })).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.EVALUATION_UNKNOWN' });
    await baseline();
    const key = randomUUID();
    expect(await bench.command('record-kpi-baseline', body, { ...owner, version: 1, key })).toMatchObject({ status: 'accepted', version: 2 });
    expect(await bench.command('record-kpi-baseline', body, { ...owner, version: 1, key })).toMatchObject({ status: 'accepted', version: 2 });
    expect(await bench.command('record-kpi-baseline', body, { ...owner, version: 2, key })).toMatchObject({ status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await bench.command('set-kpi-target', { kpi, target: 0.1 }, { ...owner, version: 2 })).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE' });
    expect(await bench.command('set-kpi-target', { kpi, target: 0.99 }, { ...owner, version: 1 })).toMatchObject({ status: 'conflict', actualVersion: 2, changedBy: 'human:ann' });
    expect(await bench.command('set-kpi-target', { kpi, target: 0.99 }, { ...owner, version: 2 })).toMatchObject({ status: 'accepted', version: 3 });
  });

  it('brings known facts with a link, and later facts as they come, each once', async () => {
    await baseline();
    await verified(1, dataContractMetV1);
    await bench.settled();
    expect(await facts()).toEqual([]);
    await link();
    await bench.settled();
    expect((await facts()).sort()).toEqual(['baseline.measured', 'contract.met']);
    await bench.say(`verification-${uuid(2)}`, verificationCompletedV1, { ...verificationCompletedV1.example, dataset: DATASET }, { onBehalfOf: 'human:dora' });
    await bench.settled();
    expect((await facts()).sort()).toEqual(['baseline.measured', 'contract.met', 'dataset.profiled']);
  });

  it('walks from go to MVP on facts alone, and refuses whoever has a hand in it', async () => {
    await approve();
    await link();
    await baseline();
    await bench.done('record-kpi-baseline', { kpi, evaluation: `evaluation-${uuid(1)}` }, { ...owner, version: 1 });
    await bench.done('set-kpi-target', { kpi, target: 0.99 }, { ...owner, version: 2 });
    await bench.settled();
    await bench.done('request-gate', { initiative, phase: 'poc' }, engineer);
    const requestOf = async () => String((await bench.published(gate)).findLast((e) => e.type === 'gate-requested')!.data['request']);
    const decide = async (sender: { as: string; role: 'approver' | 'ml-engineer' }) =>
      bench.command('decide-gate', { initiative, request: await requestOf(), decision: 'pass', reason: 'It holds.' }, { ...sender, version: await versionOf(gate) });
    expect(await decide(approver)).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.CRITERIA_NOT_MET', detail: { missing: [{ key: 'dataset-profiled' }] } });
    await bench.say(`verification-${uuid(2)}`, verificationCompletedV1, { ...verificationCompletedV1.example, dataset: DATASET }, { onBehalfOf: 'human:dora' });
    await bench.settled();
    expect(await decide(engineer)).toMatchObject({ status: 'fault', code: 'FORBIDDEN' });
    for (const as of ['ann', 'dora', 'eve']) expect(await decide({ as, role: 'approver' })).toMatchObject({ status: 'refused', code: 'REQUIREMENTS.SECOND_PERSON_NEEDED' });
    expect(await decide(approver)).toMatchObject({ status: 'accepted' });
    expect((await types()).slice(-2)).toEqual(['gate-passed', 'phase-entered']);

    const subject = artifact('a');
    await bench.done('request-gate', { initiative, phase: 'mvp', subject }, engineer);
    expect(await decide(approver)).toMatchObject({ detail: { missing: [{ key: 'contract-met' }, { key: 'beats-baseline' }, { key: 'rerun-reproduced' }] } });
    await verified(3, dataContractBreachedV1);
    await verified(4, dataContractMetV1);
    await measured({ subject, beatsBaseline: true }, 2);
    await bench.say(`run-manifest-${uuid(1)}`, trainingRunReproducedV1, { ...trainingRunReproducedV1.example, kpi, subject }, { onBehalfOf: 'human:eve' });
    await bench.settled();
    expect(await decide(approver)).toMatchObject({ status: 'accepted' });

    const { example } = modelVersionPromotedV1;
    await bench.say(example.model, modelVersionPromotedV1, { ...example, kpi, subject, environment: 'production' });
    await bench.say(`monitor-${uuid(1)}`, retrainRequestedV1, { ...retrainRequestedV1.example, kpi, subject });
    await bench.settled();
    expect((await types()).filter((t) => t.startsWith('phase-'))).toEqual(['phase-entered', 'phase-entered', 'phase-at-risk']);
  });

  it('links a model through the KPI that its run names', async () => {
    await link();
    await bench.settled();
    const { example } = modelVersionRegisteredV1;
    await bench.say(`model-version-${uuid(9)}`, modelVersionRegisteredV1, { ...example, kpi });
    await bench.settled();
    expect((await bench.published(initiative)).at(-1)).toMatchObject({ type: 'initiative-model-linked', data: { model: example.model, kpi }, actor: 'policy:requirements/when-model-version-registered-then-link-model' });
  });

  it('keeps workspaces apart', async () => {
    expect(await bench.command('assign-initiative-role', { initiative, role: 'approver', person: 'human:bo' }, { ...owner, workspace: 'other' }))
      .toMatchObject({ status: 'refused', code: 'REQUIREMENTS.NO_SUCH_INITIATIVE' });
    const key = randomUUID();
    const here = await bench.done('propose-initiative', proposeInitiative.example, { ...owner, key });
    const there = await bench.done('propose-initiative', proposeInitiative.example, { ...owner, key, workspace: 'other' });
    expect(there).not.toBe(here);
  });

  it('answers twenty equal commands at once with one effect', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => bench.command('propose-initiative', proposeInitiative.example, { ...owner, key })));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(await bench.published((answers[0] as { stream: string }).stream)).toHaveLength(1);
  });
});
