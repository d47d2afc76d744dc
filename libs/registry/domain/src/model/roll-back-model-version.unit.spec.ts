import { command, givenThe } from '@throughline/testing';
import { modelDecider } from './model.decider.ts';
import { evolveModel, inProduction, initialModel, type Model, type ModelCommand, type ModelEvent } from './model.ts';
import { facts, artifact, history, promoted, requested, rolledBack, withdrawn } from '../../test/known.ts';

const given = givenThe(modelDecider);
const rollBack = (environment = 'production') => command<ModelCommand>('RollBackModelVersion', { model: 'model-1', environment, reason: 'because' });
const put = (promotion: string, letter: string, previous: string | null = null): ModelEvent[] => [requested(promotion, letter), promoted(promotion, letter, previous)];
const a = put('p1', 'a');
const ab = [...a, ...put('p2', 'b', 'a')];

describe('a rollback', () => {
  it('leads to the version before, by one person, who may have had a hand in it', () => given(...history, ...ab).when(rollBack().by('eve')).then(rolledBack('a', 'b')));
  it('needs a person', () => {
    given(...history, ...ab).when(rollBack().by('policy:registry/any', 'eve')).thenRefused('REGISTRY.PERSON_NEEDED', { actor: 'policy:registry/any' });
    given(...history, ...ab).when(rollBack().by('service:feed')).thenRefused('REGISTRY.PERSON_NEEDED');
  });
  it('needs a model', () => given().when(rollBack().by('eve')).thenRefused('REGISTRY.NO_SUCH_MODEL'));
  it('needs a version that served before', () => {
    given(...history).when(rollBack().by('eve')).thenRefused('REGISTRY.NOTHING_TO_ROLL_BACK_TO', { environment: 'production' });
    given(...history, ...a).when(rollBack().by('eve')).thenRefused('REGISTRY.NOTHING_TO_ROLL_BACK_TO');
  });
  it('knows each environment for itself', () => given(...history, ...ab).when(rollBack('staging').by('eve')).thenRefused('REGISTRY.NOTHING_TO_ROLL_BACK_TO', { environment: 'staging' }));
  it('goes on to the one before that, never forward again', () => {
    const abc = [...ab, ...put('p3', 'c', 'b'), rolledBack('b', 'c')];
    given(...history, ...abc).when(rollBack().by('eve')).then(rolledBack('a', 'b'));
    given(...history, ...abc, rolledBack('a', 'b')).when(rollBack().by('eve')).thenRefused('REGISTRY.NOTHING_TO_ROLL_BACK_TO');
  });
  it('never meets an ousted version further down', () => {
    // b served twice: ousted from the top, its older turn must not bring it back.
    const bcb = [...put('p1', 'b'), ...put('p2', 'c', 'b'), ...put('p3', 'b', 'c'), rolledBack('c', 'b')];
    given(...history, ...bcb).when(rollBack().by('eve')).thenRefused('REGISTRY.NOTHING_TO_ROLL_BACK_TO');
  });
  it('withdraws an open request of the ousted version, which would let it in without a new one', () => {
    const open = [...put('p1', 'a'), requested('p9', 'b'), ...put('p2', 'b', 'a')];
    given(...history, ...open).when(rollBack().by('eve')).then(rolledBack('a', 'b'), withdrawn('p9', 'b'));
  });
  it('leaves the ousted version to a new promotion by two persons', () => {
    const decide = command<ModelCommand>('DecidePromotion', { promotion: 'p2', decision: 'promote', reason: 'because', facts: { ...facts, version: bVersion } });
    // The old decision is answered as done and changes nothing.
    given(...history, ...ab, rolledBack('a', 'b')).when(decide.by('bo')).thenNothing();
    const served = [...history, ...ab, rolledBack('a', 'b')].reduce<Model>((s, e) => evolveModel(s, { ...e, id: '', actor: 'human:x', recordedAt: '' }), initialModel());
    expect(served.status === 'named' && inProduction(served, 'production')?.number).toBe(1);
  });
});

const bVersion = { ...facts.version, registration: { ...(facts.version as { registration: object }).registration, subject: artifact('b') } } as typeof facts.version;
