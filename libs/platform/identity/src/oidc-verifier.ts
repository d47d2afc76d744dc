import { createRemoteJWKSet } from 'jose';
import type { ServiceVerifier } from './service-token.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { IssuerUnavailable } from './unauthenticated.ts';
import { verifyJwt, verifyServiceJwt } from './verify-jwt.ts';

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

/** Any OIDC issuer, for people and for services: keys by discovery, fetched on the first token and again when an unknown key id comes. */
export const oidcVerifier = ({ issuer, audience }: { readonly issuer: string; readonly audience: string }): TokenVerifier & ServiceVerifier => {
  const trust = { issuer, audience, algorithms: ASYMMETRIC };
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  // A failed discovery is not kept, so that the next token tries again.
  const found = () => keys ??= discover(issuer).then((uri) => createRemoteJWKSet(uri)).catch((error: unknown) => { keys = undefined; throw error; });
  return {
    verify: async (token) => verifyJwt(token, await found(), trust),
    verifyService: async (token) => verifyServiceJwt(token, await found(), trust),
  };
};
