import { GraphQLError } from 'graphql';
import { maskErrors } from './mask-errors.ts';

const logged: string[] = [];
const mask = maskErrors({ error: () => logged.push('error'), warn: () => logged.push('warn') }, () => 'c-1');
const seen = (cause: Error) => mask({ message: cause.message, path: ['a'] }, new GraphQLError(cause.message, { path: ['a'], originalError: cause }));

describe('what a client sees of an error', () => {
  beforeEach(() => { logged.length = 0; });

  it.each([
    ['a server that starts', Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
    ['no server', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
  ])('is, of %s, that the same may be asked again', (_, cause) => {
    expect(seen(cause)).toEqual({ message: expect.stringMatching(/ask again/), path: ['a'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } });
    expect(logged).toEqual(['warn']);
  });

  it('is the same before there is a path', () => {
    const cause = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
    expect(mask({ message: cause.message }, new GraphQLError(cause.message, { originalError: cause }))).toEqual({ message: expect.stringMatching(/ask again/), extensions: { code: 'UPSTREAM_UNAVAILABLE' } });
    expect(logged).toEqual(['warn']);
  });

  it('is, of a bug, whom to tell', () => {
    expect(seen(new Error('select secret'))).toEqual({ message: expect.stringMatching(/c-1/), path: ['a'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(logged).toEqual(['error']);
  });
});
