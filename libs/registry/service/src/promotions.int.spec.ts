import { randomUUID } from 'node:crypto';
import { artifact, DATASET, digest, evaluationStream, Flights, INITIATIVE, KPI, MODEL, run, versionStream } from '../test/flights.ts';
import { openRegistryBench } from '../test/registry-bench.ts';
import type { ContextBench } from '@throughline/testing/context-bench';

const engineer = { as: 'eve', role: 'ml-engineer' } as const;
const approver = { as: 'bo', role: 'approver' } as const;
const ask = (letter = 'a', environment = 'production') => ({ model: MODEL, subject: artifact(letter), environment, reason: 'Better than before.' });

describe('registry', () => {
  let bench: ContextBench;
  let flights: Flights;
  const versionOfModel = async (): Promise<number> => (await bench.published(MODEL)).length;
  const promotion = async (): Promise<string> => String((await bench.published(MODEL)).findLast((e) => e.type === 'promotion-requested')!.data['promotion']);
  const missing = async (letter = 'a') => {
    const outcome = await bench.command('request-promotion', ask(letter), engineer);
    return outcome.status === 'refused' ? (outcome.detail['missing'] as unknown as { key: string }[]).map((m) => m.key) : outcome.status;
  };

  beforeEach(async () => {
    bench = await openRegistryBench();
    flights = new Flights(bench);
  });
  afterEach(() => bench.close());

  it('registers and numbers a version by its run, and meets it again by cached runs and reruns', async () => {
    await flights.trained(1, 'a');
    await flights.trained(2, 'a', { cachedOf: 1, onBehalfOf: 'human:kim' });
    await flights.trained(3, 'b');
    await bench.settled();
    const [registered, ...more] = await bench.published(versionStream('a'));
    expect(more).toEqual([]);
    expect(registered).toMatchObject({
      type: 'model-version-registered', actor: 'policy:registry/when-training-run-succeeded-then-register-model-version', onBehalfOf: 'human:eve',
      data: { model: MODEL, name: 'late-flights', kpi: KPI, subject: artifact('a'), run: run(1), dataset: DATASET, manifestDigest: digest('d'), authors: ['human:eve'] },
    });
    const numbered = (await bench.published(MODEL)).map((e) => [e.type, e.data['number'] ?? e.data['name'], e.data['subject']]);
    expect(numbered).toEqual([['model-named', 'late-flights', undefined], ['model-version-numbered', 1, artifact('a')], ['model-version-numbered', 2, artifact('b')]]);
  });

  it('holds evidence that arrives before its run is known, and says it then', async () => {
    await flights.evaluated(1, 'a');
    await flights.reproduced(2, 'a');
    await bench.settled();
    expect(await bench.published(versionStream('a'))).toEqual([]);
    await flights.trained(1, 'a');
    await bench.settled();
    expect((await bench.published(versionStream('a'))).map((e) => [e.type, e.data['evaluation'] ?? e.data['run'], e.data['authors']])).toEqual([
      ['model-version-registered', run(1), ['human:eve']], ['model-version-evaluated', evaluationStream(1), ['human:eve']], ['model-version-reproduced', run(2), ['human:rob']],
    ]);
  });

  it('keeps workspaces apart', async () => {
    await flights.trained(1, 'a', { workspace: 'other' });
    await bench.settled();
    expect((await bench.published(versionStream('a', 'other'))).length).toBe(1);
    expect(await bench.published(versionStream('a'))).toEqual([]);
    expect(await bench.command('request-promotion', ask(), engineer)).toMatchObject({ status: 'refused', code: 'REGISTRY.NO_SUCH_MODEL' });
  });

  it('refuses a request with everything that is missing, until nothing is', async () => {
    await flights.trained(1, 'a');
    await bench.settled();
    expect(await missing()).toEqual(['evaluation.beats-baseline', 'run.reproduced', 'contract.met', 'gate.mvp']);
    await flights.linked();
    await flights.gateAsked('a');
    expect(await missing()).toEqual(['evaluation.beats-baseline', 'run.reproduced', 'contract.met', 'gate.mvp', 'gate.mvp.reproduced']);
    await flights.evaluated(1, 'a');
    await flights.reproduced(2, 'a');
    await flights.verified(1, 'breached');
    expect(await missing()).toEqual(['contract.met', 'gate.mvp', 'gate.mvp.reproduced']);
    await flights.verified(2, 'met');
    expect(await missing()).toEqual(['gate.mvp', 'gate.mvp.reproduced']);
    await flights.gatePassed('a');
    expect(await missing()).toBe('accepted');
    expect((await bench.published(MODEL)).at(-1)).toMatchObject({ type: 'promotion-requested', actor: 'human:eve', data: { number: 1, evidence: { initiative: INITIATIVE, evaluation: evaluationStream(1) } } });
  });

  it('does not store a refusal that a fact of another context can lift', async () => {
    await flights.trained(1, 'a');
    await bench.settled();
    const key = randomUUID();
    expect(await bench.command('request-promotion', ask(), { ...engineer, key })).toMatchObject({ status: 'refused', code: 'REGISTRY.EVIDENCE_MISSING' });
    await flights.evaluated(1, 'a');
    await flights.reproduced(2, 'a');
    await flights.verified(1, 'met');
    await flights.linked();
    await flights.gatePassed('a');
    expect(await bench.command('request-promotion', ask(), { ...engineer, key })).toMatchObject({ status: 'accepted' });
  });

  it('lets a second person promote, once, on evidence that still holds', async () => {
    await flights.complete('a');
    expect(await missing()).toBe('accepted');
    const decide = { model: MODEL, promotion: await promotion(), decision: 'promote', reason: 'It holds.' };
    expect(await bench.command('decide-promotion', decide, { ...engineer, version: await versionOfModel() })).toEqual({ status: 'fault', code: 'FORBIDDEN' });
    expect(await bench.command('decide-promotion', decide, { as: 'root', role: 'admin', version: await versionOfModel() })).toEqual({ status: 'fault', code: 'FORBIDDEN' });
    for (const [as, part] of [['eve', 'requester'], ['rob', 'starter of a rerun'], ['dan', 'verifier of the data']] as const) {
      expect(await bench.command('decide-promotion', decide, { as, role: 'approver', version: await versionOfModel() }))
        .toMatchObject({ status: 'refused', code: 'REGISTRY.SECOND_PERSON_NEEDED', detail: { actor: `human:${as}`, part } });
    }
    await flights.differed(3, 'a');
    expect(await bench.command('decide-promotion', decide, { ...approver, version: await versionOfModel() }))
      .toMatchObject({ status: 'refused', code: 'REGISTRY.EVIDENCE_MISSING', detail: { missing: [{ key: 'run.reproduced' }] } });
    await flights.reproduced(4, 'a');
    await flights.revised();
    expect(await bench.command('decide-promotion', decide, { ...approver, version: await versionOfModel() }))
      .toMatchObject({ status: 'refused', code: 'REGISTRY.EVIDENCE_MISSING', detail: { missing: [{ key: 'evaluation.beats-baseline' }] } });
    await flights.evaluated(9, 'a', { kpiVersion: 2 });
    const key = randomUUID();
    const version = await versionOfModel();
    const first = await bench.command('decide-promotion', decide, { ...approver, version, key });
    expect(first).toMatchObject({ status: 'accepted', stream: MODEL, version: version + 1 });
    expect(await bench.command('decide-promotion', decide, { ...approver, version, key })).toEqual(first);
    expect(await bench.command('decide-promotion', decide, { ...approver, version })).toMatchObject({ status: 'conflict', actualVersion: version + 1 });
    expect((await bench.published(MODEL)).filter((e) => e.type === 'model-version-promoted')).toMatchObject([
      { actor: 'human:bo', data: { subject: artifact('a'), number: 1, environment: 'production', previous: null, evidence: { reproduction: run(4) } } },
    ]);
  });

  it('promotes one of two decisions that race', async () => {
    await flights.complete('a');
    await missing();
    const decide = { model: MODEL, promotion: await promotion(), decision: 'promote', reason: 'It holds.' };
    const version = await versionOfModel();
    const outcomes = await Promise.all(['bo', 'cy', 'di', 'flo'].map((as) => bench.command('decide-promotion', decide, { as, role: 'approver', version })));
    expect(outcomes.map((o) => o.status).sort()).toEqual(['accepted', 'conflict', 'conflict', 'conflict']);
    expect((await bench.published(MODEL)).filter((e) => e.type === 'model-version-promoted')).toHaveLength(1);
  });

  it('rolls back by one person to what served before, and promotes the ousted version only anew', async () => {
    await flights.complete('a');
    const promote = async (letter: string): Promise<void> => {
      expect(await missing(letter)).toBe('accepted');
      const decide = { model: MODEL, promotion: await promotion(), decision: 'promote', reason: 'It holds.' };
      expect(await bench.command('decide-promotion', decide, { ...approver, version: await versionOfModel() })).toMatchObject({ status: 'accepted' });
    };
    await promote('a');
    await flights.trained(5, 'b');
    await flights.evaluated(5, 'b');
    await flights.reproduced(6, 'b');
    await bench.settled();
    await promote('b');
    const back = { model: MODEL, environment: 'production', reason: 'Calibration broke.' };
    expect(await bench.command('roll-back-model-version', back, { ...engineer, version: await versionOfModel() })).toMatchObject({ status: 'accepted' });
    expect(await bench.command('roll-back-model-version', back, { ...engineer, version: await versionOfModel() })).toMatchObject({ code: 'REGISTRY.NOTHING_TO_ROLL_BACK_TO' });
    expect((await bench.published(MODEL)).at(-1)).toMatchObject({ type: 'model-version-rolled-back', actor: 'human:eve', data: { subject: artifact('a'), number: 1, previous: artifact('b') } });
    await promote('b');
    expect((await bench.published(MODEL)).at(-1)).toMatchObject({ data: { subject: artifact('b'), previous: artifact('a') } });
  });

  it('knows environments in lower case only, so that no two differ by capitals', async () => {
    await flights.complete('a');
    expect(await bench.command('request-promotion', ask('a', 'Production'), engineer)).toEqual({ status: 'fault', code: 'BAD_USER_INPUT' });
    expect(await bench.command('roll-back-model-version', { model: MODEL, environment: 'PRODUCTION', reason: 'Calibration broke.' }, { ...engineer, version: 1 })).toEqual({ status: 'fault', code: 'BAD_USER_INPUT' });
  });
});
