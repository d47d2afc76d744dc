import type { EventContract } from '@throughline/kernel';
import { incompatibilities } from './compatibility.ts';
import { contractProblems } from './contract-lock.check.ts';

const schema = (required: readonly string[], properties: object) => ({ type: 'object', required, properties, additionalProperties: false });
const event = (over: Partial<EventContract> = {}): EventContract => ({
  context: 'registry', aggregate: 'model', type: 'model-named', version: 1, summary: '', schema: schema(['name'], { name: { type: 'string' } }), example: { name: 'a' }, ...over,
});

describe('compatibility of two versions', () => {
  const before = { schema: schema(['a'], { a: { type: 'string' }, b: { type: 'number' } }) };

  it('lets optional fields be added', () => {
    expect(incompatibilities(before, { schema: schema(['a'], { a: { type: 'string' }, b: { type: 'number' }, c: { type: 'string' } }) })).toEqual([]);
  });

  it.each([
    ['a field that goes', schema(['a'], { a: { type: 'string' } }), 'b is gone'],
    ['a promise that goes', schema([], { a: { type: 'string' }, b: { type: 'number' } }), 'a is no longer promised'],
    ['a new demand', schema(['a', 'b'], { a: { type: 'string' }, b: { type: 'number' } }), 'b is required now'],
    ['another type', schema(['a'], { a: { type: 'number' }, b: { type: 'number' } }), 'a has another schema'],
  ])('refuses %s', (_, after, why) => {
    expect(incompatibilities(before, { schema: after })).toEqual([expect.stringContaining(why)]);
  });
});

describe('contracts', () => {
  it('keep their own schema in their example', () => {
    expect(contractProblems([event({ example: { name: 1 } })], [])).toEqual([expect.stringContaining('its example does not keep its schema')]);
  });

  it('have names that are unique over all contexts', () => {
    expect(contractProblems([event(), event({ context: 'training', aggregate: 'training-run' })], [])).toEqual([expect.stringContaining('also an event of registry/model')]);
  });

  it('never lose a version', () => {
    expect(contractProblems([event({ version: 2 })], [])).toEqual([expect.stringContaining('version 1 is gone')]);
  });
});
