import { behalfOf, isSecondPerson, peopleBehind } from './index.ts';

const policy = 'policy:registry/when-x-then-y';

describe('who is behind what happens', () => {
  it.each([
    ['a human', { actor: 'human:ann' }, 'human:ann', ['human:ann']],
    ['a policy for a human', { actor: policy, onBehalfOf: 'human:ann' }, 'human:ann', ['human:ann']],
    ['a human for another', { actor: 'human:ann', onBehalfOf: 'human:bo' }, 'human:bo', ['human:ann', 'human:bo']],
    ['a policy by itself', { actor: policy }, undefined, []],
    ['a policy for a service', { actor: policy, onBehalfOf: 'service:feed' }, 'service:feed', []],
  ] as const)('%s', (_, acting, behalf, people) => {
    expect(behalfOf(acting)).toBe(behalf);
    expect(peopleBehind(acting)).toEqual(people);
  });
});

describe('a second person', () => {
  it.each([
    ['a human who had no hand in it', 'human:bo', true], ['one who had', 'human:ann', false],
    ['a service', 'service:feed', false], ['a policy', policy, false],
  ])('%s', (_, actor, is) => expect(isSecondPerson(actor, ['human:ann', null, undefined])).toBe(is));
});
