import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { builtInIssuer } from './built-in-issuer.ts';
import { oidcVerifier } from './oidc-verifier.ts';
import { serviceTokenFile } from './service-token.ts';

const secret = () => 'a secret of the tests, long enough to be one';

describe('a service token of the built-in issuer', () => {
  it('speaks for a service to every process that has the secret, and for nobody else', async () => {
    const [issuer, other] = [await builtInIssuer(secret), await builtInIssuer(secret)];
    const token = await issuer.serviceTokens('gateway')();
    expect(await other.verifyService(token)).toBe('gateway');
    await expect(other.verify(token)).rejects.toMatchObject({ reason: 'AUDIENCE_WRONG' });
    const { token: person } = await issuer.issueToken({ persona: 'admin', workspace: 'default', ttl: 60 });
    await expect(other.verifyService(person)).rejects.toMatchObject({ reason: 'AUDIENCE_WRONG' });
    await expect((await builtInIssuer(() => 'another secret of the tests, long enough too')).verifyService(token)).rejects.toMatchObject({ reason: 'SIGNATURE_WRONG' });
  });

  it('names no workspace, lives for minutes and is used again until half of them are over', async () => {
    const tokens = (await builtInIssuer(secret)).serviceTokens('gateway');
    const claims = decodeJwt(await tokens());
    expect(claims).toMatchObject({ sub: 'gateway', aud: 'throughline-services', exp: claims.iat! + 600 });
    expect(claims).not.toHaveProperty('workspace');
    expect(await tokens()).toBe(await tokens());
  });
});

describe('a service token of an OIDC issuer', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'throughline-token-')); });
  afterEach(() => rm(folder, { recursive: true }));

  it('is for the audience of services, and of nobody with a workspace', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      void exportJWK(publicKey).then((key) => response.end(JSON.stringify(request.url === '/keys' ? { keys: [{ ...key, kid: 'k1', alg: 'RS256' }] } : { jwks_uri: `http://127.0.0.1:${port}/keys` })));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const token = (audience: string | string[], claims: Record<string, unknown> = {}) => new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' }).setIssuer(issuer).setAudience(audience).setSubject('client-7').setExpirationTime('1h').sign(privateKey);
    const verifier = oidcVerifier({ issuer, audience: 'plane' });
    expect(await verifier.verifyService(await token('plane-services'))).toBe('client-7');
    await expect(verifier.verifyService(await token('plane'))).rejects.toMatchObject({ reason: 'AUDIENCE_WRONG' });
    const both = await token(['plane', 'plane-services'], { workspace: 'default', roles: ['admin'] });
    await expect(verifier.verifyService(both)).rejects.toMatchObject({ reason: 'CLAIM_WRONG', message: expect.stringMatching(/"workspace"/) as string });
    await expect(verifier.verify(await token(['plane', 'plane-services']))).rejects.toMatchObject({ reason: 'CLAIM_WRONG' });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('is read from its file at each use', async () => {
    const file = join(folder, 'token');
    const source = serviceTokenFile(file);
    await expect(source()).rejects.toThrow(/ENOENT.*token/);
    await writeFile(file, 'one\n');
    expect(await source()).toBe('one');
    await writeFile(file, 'two');
    expect(await source()).toBe('two');
    await writeFile(file, '\n');
    await expect(source()).rejects.toThrow(/token is empty/);
  });
});
