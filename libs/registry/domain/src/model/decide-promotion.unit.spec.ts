import { command, givenThe } from '@throughline/testing';
import type { PromotionFacts } from './evidence.ts';
import { modelDecider } from './model.decider.ts';
import type { ModelCommand, ModelEvent } from './model.ts';
import { artifact, declined, evidence, facts, factsOf, history, promoted, requested, rolledBack, version, withdrawn } from '../../test/known.ts';

const given = givenThe(modelDecider);
const by = <E extends ModelEvent>(event: E, actor: string, onBehalfOf?: string): E => ({ ...event, actor, ...(onBehalfOf && { onBehalfOf }) });
const askedByAnn = by(requested('p1', 'a'), 'human:ann');
const decide = (decision: 'promote' | 'decline' = 'promote', known: PromotionFacts | null = facts, promotion = 'p1') =>
  command<ModelCommand>('DecidePromotion', { promotion, decision, reason: 'because', facts: known });
const withdraw = (promotion = 'p1') => command<ModelCommand>('WithdrawPromotion', { promotion, reason: 'because' });

describe('deciding a promotion', () => {
  it('puts the version into the environment, with what served before', () => {
    given(...history, askedByAnn).when(decide().by('bo')).then({ ...promoted('p1', 'a') });
    given(...history, requested('p0', 'b'), promoted('p0', 'b'), askedByAnn).when(decide().by('bo')).then({ ...promoted('p1', 'a', 'b') });
  });
  it('declines, and keeps what serves', () => given(...history, askedByAnn).when(decide('decline').by('bo')).then(declined('p1', 'a')));
  it('answers the same decision again', () => {
    given(...history, askedByAnn, promoted('p1', 'a')).when(decide().by('bo')).thenNothing();
    given(...history, askedByAnn, declined('p1', 'a')).when(decide('decline').by('bo')).thenNothing();
  });
  it('is final', () => {
    given(...history, askedByAnn, promoted('p1', 'a')).when(decide('decline').by('bo')).thenRefused('REGISTRY.PROMOTION_SETTLED', { status: 'promoted' });
    given(...history, askedByAnn, declined('p1', 'a')).when(decide().by('bo')).thenRefused('REGISTRY.PROMOTION_SETTLED', { status: 'declined' });
    given(...history, askedByAnn, withdrawn('p1', 'a')).when(decide().by('bo')).thenRefused('REGISTRY.PROMOTION_SETTLED', { status: 'withdrawn' });
  });
  it('needs a request', () => given(...history).when(decide('promote', null).by('bo')).thenRefused('REGISTRY.NO_SUCH_PROMOTION', { promotion: 'p1' }));
  it('needs a model', () => given().when(decide().by('bo')).thenRefused('REGISTRY.NO_SUCH_MODEL'));
  it('takes no evidence about another subject', () => given(...history, askedByAnn).when(decide('promote', factsOf('b')).by('bo')).thenRefused('REGISTRY.NO_SUCH_MODEL_VERSION'));
  it('checks the evidence again', () => {
    const broken: PromotionFacts = { ...facts, contract: { ...facts.contract!, verdict: 'breached' } };
    const { decision } = given(...history, askedByAnn).when(decide('promote', broken).by('bo'));
    expect(decision).toMatchObject({ code: 'REGISTRY.EVIDENCE_MISSING', final: false, detail: { count: 1, missing: [{ key: 'contract.met' }] } });
  });
  it('can decline whatever the evidence', () => given(...history, askedByAnn).when(decide('decline', { ...facts, contract: null, gates: [] }).by('bo')).then(declined('p1', 'a')));
  it('is refused for what came into production meanwhile', () =>
    given(...history, requested('p0', 'a'), promoted('p0', 'a'), requested('p2', 'b'), promoted('p2', 'b', 'a'), askedByAnn, rolledBack('a', 'b')).when(decide().by('bo'))
      .thenRefused('REGISTRY.ALREADY_IN_PRODUCTION', { number: 1 }));
});

describe('the second person', () => {
  it.each([
    ['the requester', 'human:ann', 'requester'],
    ['who started the run', 'human:eve', 'starter of the run'],
    ['who started the rerun', 'human:rob', 'starter of a rerun'],
    ['who had the version evaluated', 'human:eva', 'author of an evaluation'],
    ['who had the data verified', 'human:dan', 'verifier of the data'],
    ['an author of the gate\'s evidence', 'human:olga', 'author of gate evidence'],
    ['a policy', 'policy:registry/when-anything-then-promote', 'no human'],
    ['a policy on behalf of a human', 'policy:registry/when-anything-then-promote', 'no human'],
    ['a service', 'service:ci', 'no human'],
  ])('is not %s', (_, actor, part) => {
    for (const decision of ['promote', 'decline'] as const) {
      given(...history, askedByAnn).when(decide(decision).by(actor, 'bo')).thenRefused('REGISTRY.SECOND_PERSON_NEEDED', { actor, part });
    }
  });
  it('is not an admin who had a hand in it: no role reaches the decision', () =>
    given(...history, by(requested('p1', 'a'), 'human:admin')).when(decide().by('admin')).thenRefused('REGISTRY.SECOND_PERSON_NEEDED', { part: 'requester' }));
  it('is not the human for whom a service asked', () =>
    given(...history, by(requested('p1', 'a'), 'service:ci', 'human:bo')).when(decide().by('bo')).thenRefused('REGISTRY.SECOND_PERSON_NEEDED', { part: 'requester' }));
  it('is not who started a cached run of the same version', () =>
    given(...history, askedByAnn).when(decide('promote', { ...facts, version: { ...version, starters: ['human:eve', 'human:bo'] } }).by('bo'))
      .thenRefused('REGISTRY.SECOND_PERSON_NEEDED', { part: 'starter of the run' }));
  it('is not an author of evidence that came after the request', () => {
    const later = { ...facts, version: { ...version, evaluations: [...version.evaluations, { ...version.evaluations[0]!, evaluation: 'evaluation-9', authors: ['human:bo'] }] } };
    given(...history, askedByAnn).when(decide('promote', later).by('bo')).thenRefused('REGISTRY.SECOND_PERSON_NEEDED', { part: 'author of an evaluation' });
  });
});

describe('withdrawing a promotion', () => {
  it('is for the requester', () => given(...history, askedByAnn).when(withdraw().by('ann')).then(withdrawn('p1', 'a')));
  it('is for nobody else', () => given(...history, askedByAnn).when(withdraw().by('bo')).thenRefused('REGISTRY.NOT_THE_REQUESTER'));
  it('is answered when asked again', () => given(...history, askedByAnn, by(withdrawn('p1', 'a'), 'human:ann')).when(withdraw().by('ann')).thenNothing());
  it('is refused once decided', () => given(...history, askedByAnn, promoted('p1', 'a')).when(withdraw().by('ann')).thenRefused('REGISTRY.PROMOTION_SETTLED', { status: 'promoted' }));
  it('needs a request', () => given(...history).when(withdraw('p9').by('ann')).thenRefused('REGISTRY.NO_SUCH_PROMOTION', { promotion: 'p9' }));
  it('needs a model', () => given().when(withdraw().by('ann')).thenRefused('REGISTRY.NO_SUCH_MODEL'));
});

describe('evidence of a promotion', () => {
  it('is kept with the decision', () => {
    const { decision } = given(...history, askedByAnn).when(decide().by('bo'));
    expect(decision).toMatchObject({ accepted: true, events: [{ data: { subject: artifact('a'), evidence, evaluation: 'evaluation-1' } }] });
  });
});
