import { command, event, givenThe } from '@throughline/testing';
import type { PromotionFacts } from './evidence.ts';
import { modelDecider } from './model.decider.ts';
import type { ModelCommand, ModelEvent } from './model.ts';
import { artifact, evaluation, evidence, facts, factsOf, history, promoted, registration, reproduction, requested, version, withdrawn } from '../../test/known.ts';

const given = givenThe(modelDecider);
const PROMOTION = '0a0a0a0a-0000-5000-8000-000000000001';
const request = (letter = 'a', known: PromotionFacts = facts, environment = 'production') =>
  command<ModelCommand>('RequestPromotion', { subject: artifact(letter), environment, reason: 'better', facts: known }).by('ann');
const meta = { commandId: PROMOTION };
const asked = { promotion: PROMOTION, model: 'model-1', name: 'late-flights', kpi: 'kpi-1', subject: artifact('a'), number: 1, environment: 'production', reason: 'better' };
const lacking = (known: PromotionFacts) => {
  const { decision } = given(...history).when(request('a', known), meta);
  if (decision.accepted) throw new Error('the request was accepted');
  expect(decision).toMatchObject({ code: 'REGISTRY.EVIDENCE_MISSING', final: false });
  return decision.detail['missing'] as unknown as { key: string; what: string; remedy: string }[];
};

describe('numbering', () => {
  const number = (letter: string) => command<ModelCommand>('NumberModelVersion', { model: 'model-1', name: 'late-flights', subject: artifact(letter) });
  const numbered = (letter: string, n: number): ModelEvent => ({ type: 'ModelVersionNumbered', data: { model: 'model-1', name: 'late-flights', subject: artifact(letter), number: n } });

  it('names the model with its first version', () =>
    given().when(number('a')).then(event<ModelEvent>('ModelNamed', { name: 'late-flights' }), numbered('a', 1)));
  it('gives each new subject the next number', () => given(...history).when(number('d')).then(numbered('d', 4)));
  it('meets the number that a subject has', () => given(...history).when(number('b')).thenNothing());
});

describe('asking for a promotion', () => {
  it('is recorded with its evidence when nothing is missing', () =>
    given(...history).when(request(), meta).then({ type: 'PromotionRequested', data: { ...asked, evidence } }));
  it('is one request, however often it is asked', () => given(...history, requested('p1', 'a')).when(request(), meta).thenNothing());
  it('can be asked again after a withdrawal', () =>
    given(...history, requested('p1', 'a'), withdrawn('p1', 'a')).when(request(), meta).then({ type: 'PromotionRequested', data: { ...asked, evidence } }));
  it('is for each environment apart', () => given(...history, requested('p1', 'a'), promoted('p1', 'a')).when(request('a', facts, 'staging'), meta)
    .then({ type: 'PromotionRequested', data: { ...asked, environment: 'staging', evidence } }));
  it('is refused for what serves already', () => given(...history, requested('p1', 'a'), promoted('p1', 'a')).when(request())
    .thenRefused('REGISTRY.ALREADY_IN_PRODUCTION', { number: 1, environment: 'production' }));
  it('needs a model', () => given().when(request()).thenRefused('REGISTRY.NO_SUCH_MODEL'));
  it('needs a version with a number', () => given(...history).when(request('e', factsOf('e'))).thenRefused('REGISTRY.NO_SUCH_MODEL_VERSION', { name: 'late-flights' }));
  it('needs a version that a run made', () => given(...history).when(request('a', { ...facts, version: { ...version, status: 'awaited' } }))
    .thenRefused('REGISTRY.NO_SUCH_MODEL_VERSION'));
  it('takes no evidence about another subject', () => given(...history).when(request('b', facts)).thenRefused('REGISTRY.NO_SUCH_MODEL_VERSION'));
});

describe('what a promotion lacks', () => {
  const evaluated = (...evaluations: (typeof evaluation)[]): PromotionFacts => ({ ...facts, version: { ...version, evaluations } });
  const noGate = (open: PromotionFacts['gates'][number]['open'] = []): PromotionFacts => ({ ...facts, gates: [{ initiative: 'initiative-1', passed: false, open, authors: [] }] });

  it('is listed whole, each piece with its remedy', () => {
    const missing = lacking({ version: { ...version, evaluations: [], reruns: [] }, kpiDefinedIn: 1, contract: null, gates: [] });
    expect(missing.map((m) => m.key)).toEqual(['evaluation.beats-baseline', 'run.reproduced', 'contract.met', 'gate.mvp']);
    expect(missing.every((m) => m.what && m.remedy)).toBe(true);
    expect(missing[0]!.what).toContain(`sha256:${'a'.repeat(64)}`);
  });
  it('is an evaluation for its own KPI', () => expect(lacking(evaluated({ ...evaluation, kpi: 'kpi-2' }))[0]!.what).toContain('no evaluation'));
  it('is an evaluation for the KPI as it is defined today', () => {
    expect(lacking({ ...facts, kpiDefinedIn: 2 })[0]!.what).toContain('older than version 2 of the KPI');
    expect(lacking({ ...facts, kpiDefinedIn: null })[0]!.what).toContain('not known here');
  });
  it('is an evaluation on rows that it did not learn from', () =>
    // Thursday, March 1 is the first day after the period; its week began in February.
    expect(lacking(evaluated({ ...evaluation, weeks: ['2001-W09', '2001-W10'] }))[0]!.what).toContain('learnt from'));
  it('is not an evaluation on the week after the last day it learnt from', () =>
    expect(given(...history).when(request('a', evaluated({ ...evaluation, weeks: ['2001-W10'] }))).decision.accepted).toBe(true));
  it('is a baseline on the same rows', () => expect(lacking(evaluated({ ...evaluation, baseline: null, beatsBaseline: null }))[0]!.what).toContain('no baseline'));
  it('is a figure: undefined is no pass', () => {
    const undefinedRecall = { ...evaluation.figures.recallAtShare, value: null, reason: 'one class only' };
    const [missing] = lacking(evaluated({ ...evaluation, figures: { ...evaluation.figures, recallAtShare: undefinedRecall }, beatsBaseline: null }));
    expect(missing!.what).toContain('one class only');
  });
  it('is a better recall', () => expect(lacking(evaluated({ ...evaluation, beatsBaseline: false, figures: { ...evaluation.figures, recallAtShare: { ...evaluation.figures.recallAtShare, value: 0.3 } } }))[0]!.what)
    .toContain('0.3 does not beat the baseline 0.35'));
  it('is not made up for by an older success', () => expect(lacking(evaluated(evaluation, { ...evaluation, evaluation: 'evaluation-2', beatsBaseline: false }))).toHaveLength(1));
  it('is not taken away by a later evaluation that could not be compared', () =>
    given(...history).when(request('a', evaluated(evaluation, { ...evaluation, evaluation: 'evaluation-2', baseline: null, beatsBaseline: null })), meta)
      .then({ type: 'PromotionRequested', data: { ...asked, evidence } }));
  it('is a rerun of the very manifest', () => {
    const other = { ...reproduction, manifestDigest: `sha256:${'e'.repeat(64)}` as const };
    expect(lacking({ ...facts, version: { ...version, reruns: [other] } }).map((m) => m.key)).toEqual(['run.reproduced']);
  });
  it('is a newest rerun that made the same', () => {
    const differed = { ...reproduction, run: 'training-run-3', differences: 2 };
    expect(lacking({ ...facts, version: { ...version, reruns: [reproduction, differed] } })[0]!.what).toContain('another result: 2 differences');
    expect(given(...history).when(request('a', { ...facts, version: { ...version, reruns: [differed, reproduction] } })).decision.accepted).toBe(true);
  });
  it.each(['breached', 'inconclusive'] as const)('is a contract that is %s', (verdict) => {
    const [missing] = lacking({ ...facts, contract: { ...facts.contract!, verdict, severeFailures: ['row-unique'] } });
    expect(missing).toMatchObject({ key: 'contract.met', what: `the data contract is ${verdict} for ${registration.datasetName} 3-q1: row-unique` });
  });
  it('is the gate to MVP, with each open criterion', () => {
    const missing = lacking(noGate([{ criterion: 'beats-baseline', title: 'Beats the baseline', result: 'unknown', remedy: 'Evaluate it.' }]));
    expect(missing).toEqual([
      expect.objectContaining({ key: 'gate.mvp', initiative: 'initiative-1' }),
      { key: 'gate.mvp.beats-baseline', what: 'Beats the baseline: unknown', remedy: 'Evaluate it.', initiative: 'initiative-1' },
    ]);
  });
  it('is not the gate of another initiative that shares the KPI', () =>
    given(...history).when(request('a', { ...facts, gates: [...noGate().gates, ...facts.gates] }), meta).then({ type: 'PromotionRequested', data: { ...asked, evidence } }));
});
