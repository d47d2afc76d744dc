import { createRemoteJWKSet } from 'jose';
import type { TokenVerifier } from './token-verifier.ts';
import { IssuerUnavailable } from './unauthenticated.ts';
import { verifyJwt } from './verify-jwt.ts';

const ASYMMETRIC = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'];

const discover = async (issuer: string): Promise<URL> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const { jwks_uri: keys } = await answer.json() as { jwks_uri?: string };
    if (typeof keys !== 'string') throw new Error('no jwks_uri');
    return new URL(keys);
  } catch (cause) {
    throw new IssuerUnavailable(`The issuer's configuration at ${address} cannot be read.`, { cause });
  }
};

/** Any OIDC issuer: keys by discovery, fetched on the first token and again when an unknown key id comes. */
export const oidcVerifier = ({ issuer, audience }: { readonly issuer: string; readonly audience: string }): TokenVerifier => {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  return {
    async verify(token) {
      // A failed discovery is not kept, so that the next token tries again.
      keys ??= discover(issuer).then((uri) => createRemoteJWKSet(uri)).catch((error: unknown) => { keys = undefined; throw error; });
      return verifyJwt(token, await keys, { issuer, audience, algorithms: ASYMMETRIC });
    },
  };
};
