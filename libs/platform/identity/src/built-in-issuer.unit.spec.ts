import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { builtInIssuer } from './built-in-issuer.ts';
import { PERSONAS } from './persona.ts';
import { signingKeyOf } from './signing-key.ts';

const secret = () => randomBytes(32).toString('base64url');
const keep = (value: string) => () => value;
const good = { iss: 'urn:throughline:built-in-issuer', aud: 'throughline', sub: 'p-1', kind: 'human', roles: ['viewer'], workspace: 'default' };
const signed = async (claims: object, jwk: string, { expires = '1h', alg = 'ES256' } = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).setIssuedAt().setExpirationTime(expires).sign(await importJWK(JSON.parse(jwk), alg));

const setUp = async () => {
  const store = keep(secret());
  return { issuer: await builtInIssuer(store), store, key: JSON.stringify(signingKeyOf(store()).privateJwk) };
};

describe('built-in issuer', () => {
  it('issues a token that it verifies as the persona in the workspace', async () => {
    const { issuer } = await setUp();
    const { token, principal } = await issuer.issueToken({ persona: 'approver', workspace: 'late-flights', ttl: 60 });
    expect(await issuer.verify(token)).toEqual({ kind: 'human', id: PERSONAS.approver.id, roles: ['approver'], workspace: 'late-flights' });
    expect(principal.name).toBe(PERSONAS.approver.name);
  });

  it('keeps its key: a token outlives a restart', async () => {
    const { issuer, store } = await setUp();
    const { token } = await issuer.issueToken({ persona: 'feed', workspace: 'default', ttl: 60 });
    const again = await builtInIssuer(store);
    expect(await again.verify(token)).toMatchObject({ kind: 'service', roles: ['sre'] });
  });

  it.each([
    [{ persona: 'nobody', workspace: 'default', ttl: 60 }, /^persona: /],
    [{ persona: 'admin', workspace: '', ttl: 60 }, /^workspace: /],
    [{ persona: 'admin', workspace: '../x', ttl: 60 }, /^workspace: /],
    [{ persona: 'admin', workspace: 'default', ttl: 0 }, /^ttl: /],
    [{ persona: 'admin', workspace: 'default', ttl: 1.5 }, /^ttl: /],
  ])('refuses to issue %j', async (request, message) => {
    const { issuer } = await setUp();
    await expect(issuer.issueToken(request as never)).rejects.toThrow(message);
  });

  it('refuses a secret too short to be one', async () => {
    await expect(builtInIssuer(keep('short'))).rejects.toThrow(/32 bytes/);
  });

  it('gives every persona an id of its own', () => {
    const ids = Object.values(PERSONAS).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('verification', () => {
  it('accepts the crafted claims that the refusals below vary', async () => {
    const { issuer, key } = await setUp();
    expect(await issuer.verify(await signed(good, key))).toMatchObject({ id: 'p-1', workspace: 'default' });
  });

  it('refuses a token of another key', async () => {
    const { issuer } = await setUp();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const token = await signed(good, JSON.stringify(await exportJWK(privateKey)));
    await expect(issuer.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SIGNATURE_WRONG' });
  });

  it('refuses an expired token', async () => {
    const { issuer, key } = await setUp();
    await expect(issuer.verify(await signed(good, key, { expires: '-1m' }))).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  it('refuses alg none', async () => {
    const { issuer } = await setUp();
    const token = new UnsecuredJWT({ ...good }).setExpirationTime('1h').encode();
    await expect(issuer.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('refuses a shared secret made of the public key', async () => {
    const { issuer, key } = await setUp();
    const { x } = JSON.parse(key) as { x: string };
    const token = await new SignJWT({ ...good }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(new TextEncoder().encode(x));
    await expect(issuer.verify(token)).rejects.toMatchObject({ reason: 'SIGNATURE_WRONG' });
  });

  it('refuses what is no token', async () => {
    const { issuer } = await setUp();
    await expect(issuer.verify('a.b.c')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([
    ['another issuer', { iss: 'elsewhere' }, 'ISSUER_WRONG', /issuer/],
    ['another audience', { aud: 'elsewhere' }, 'AUDIENCE_WRONG', /audience/],
    ['no workspace', { workspace: undefined }, 'CLAIM_WRONG', /"workspace" is missing/],
    ['an impossible workspace', { workspace: 'a b' }, 'CLAIM_WRONG', /"workspace"/],
    ['a workspace that is not NFC', { workspace: 'cafe\u0301' }, 'CLAIM_WRONG', /"workspace"/],
    ['an unknown role', { roles: ['viewer', 'root'] }, 'CLAIM_WRONG', /"root"/],
    ['no role', { roles: [] }, 'CLAIM_WRONG', /"roles"/],
    ['an unknown kind', { kind: 'robot' }, 'CLAIM_WRONG', /"kind"/],
    ['no subject', { sub: undefined }, 'CLAIM_WRONG', /"sub"/],
    ['a principal that it acts for, unreadable', { obo: 'ann' }, 'CLAIM_WRONG', /"obo"/],
  ])('refuses %s', async (_, change, reason, message) => {
    const { issuer, key } = await setUp();
    await expect(issuer.verify(await signed({ ...good, ...change }, key))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason, message: expect.stringMatching(message) });
  });
});
