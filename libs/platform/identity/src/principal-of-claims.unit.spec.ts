import { principalOfClaims } from './principal-of-claims.ts';

const claims = { sub: 'p-1', workspace: 'default', roles: ['viewer'] };

describe('the principal of a token', () => {
  it('is a human unless the token says service', () => {
    expect(principalOfClaims(claims).kind).toBe('human');
    expect(principalOfClaims({ ...claims, kind: 'service' }).kind).toBe('service');
  });

  it.each([
    ['a policy: those are the plane\'s own', { kind: 'policy' }, 'kind'],
    ['an id longer than events can carry', { sub: 'p'.repeat(181) }, 'sub'],
    ['no workspace', { workspace: undefined }, 'workspace'],
    ['a role that is none', { roles: ['root'] }, 'roles'],
    ['no role', { roles: [] }, 'roles'],
  ])('is never %s', (_, over, claim) => {
    expect(() => principalOfClaims({ ...claims, ...over } as never)).toThrow(new RegExp(`"${claim}"`));
  });
});
