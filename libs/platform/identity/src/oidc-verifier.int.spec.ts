import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { oidcVerifier } from './oidc-verifier.ts';

const startIssuer = async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...await exportJWK(publicKey), kid: 'k1', alg: 'RS256' }];
  let down = false;
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    if (down) { response.writeHead(503).end(); return; }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : { jwks_uri: `http://127.0.0.1:${port}/keys` }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = (audience: string) => new SignJWT({ roles: ['approver'], workspace: 'default' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' }).setIssuer(issuer).setAudience(audience).setSubject('ann').setExpirationTime('1h').sign(privateKey);
  return { issuer, token, fail: (value: boolean) => { down = value; }, stop: () => new Promise((closed) => server.close(closed)) };
};

describe('OIDC issuer', () => {
  it('finds the keys by discovery and tells who speaks', async () => {
    const { issuer, token, stop } = await startIssuer();
    const verifier = oidcVerifier({ issuer, audience: 'plane' });
    expect(await verifier.verify(await token('plane'))).toEqual({ kind: 'human', id: 'ann', roles: ['approver'], workspace: 'default' });
    await expect(verifier.verify(await token('other'))).rejects.toMatchObject({ reason: 'AUDIENCE_WRONG' });
    await stop();
  });

  it('says that the issuer is down instead of blaming the token, and recovers', async () => {
    const { issuer, token, fail, stop } = await startIssuer();
    const verifier = oidcVerifier({ issuer, audience: 'plane' });
    fail(true);
    await expect(verifier.verify(await token('plane'))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    fail(false);
    expect(await verifier.verify(await token('plane'))).toMatchObject({ id: 'ann' });
    await stop();
  });
});
