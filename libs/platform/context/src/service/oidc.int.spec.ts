import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceTokenFile } from '@throughline/identity';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { envelope, ServiceBench } from '../../test/service-bench.ts';
import { notesContext } from '../../test/notes-context.ts';
import { RemoteContext } from '../remote/remote-context.ts';

describe('a service that believes an OIDC issuer', () => {
  let bench: ServiceBench;
  let folder: string;
  let server: Server;
  let issuer: string;
  let sign: (audience: string, claims?: Record<string, unknown>) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const keys = [{ ...await exportJWK(publicKey), kid: 'k1', alg: 'ES256' }];
    server = createServer((request, response) => response.end(JSON.stringify(request.url === '/keys' ? { keys } : { jwks_uri: `${issuer}/keys` })));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    sign = (audience, claims = {}) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).setIssuer(issuer).setAudience(audience).setSubject('ann').setExpirationTime('1h').sign(privateKey);
    bench = await ServiceBench.open();
    folder = await mkdtemp(join(tmpdir(), 'throughline-oidc-'));
  }, 60_000);
  afterAll(async () => {
    await bench.close();
    await rm(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('takes commands of its people, gives its history to its services, and knows the built-in issuer no more', async () => {
    const file = join(folder, 'token');
    await writeFile(file, await sign('plane-services'));
    const service = await bench.start(notesContext, { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'plane', SERVICE_TOKEN_FILE: file });
    const remote = new RemoteContext('training', [service.url], serviceTokenFile(file));
    const person = await sign('plane', { roles: ['ml-engineer'], workspace: 'default' });
    const outcome = await remote.dispatch(envelope('write-note', { text: 'a' }), person);
    expect(outcome).toMatchObject({ status: 'accepted' });
    expect(await remote.history.stream((outcome as { stream: string }).stream, 0)).toMatchObject([{ headers: { ce_actor: 'human:ann' } }]);
    await expect(remote.dispatch(envelope('write-note', { text: 'a' }), await bench.token())).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'SIGNATURE_WRONG' } });
    await writeFile(file, person);
    await expect(remote.history.head()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringMatching(/another audience/) as string });
    await writeFile(file, await sign('plane-services'));
    expect(await remote.history.head()).toHaveProperty('position');
  });
});
