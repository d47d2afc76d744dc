import type { Role } from '@throughline/kernel';
import { NAME_PATTERN } from '@throughline/kernel';
import { calculateJwkThumbprint, createLocalJWKSet, importJWK, SignJWT } from 'jose';
import type { PersonaName } from './persona.ts';
import { isPersonaName, PERSONAS } from './persona.ts';
import { isWorkspaceName } from './principal-of-claims.ts';
import { servicesAudienceOf, type ServiceTokenSource, type ServiceVerifier } from './service-token.ts';
import { signingKeyOf } from './signing-key.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { verifyJwt, verifyServiceJwt } from './verify-jwt.ts';

/** Answers the secret kept under a name, made of at least 32 random bytes at the first call; its file is readable by the owner alone (0600). */
export type SecretStore = (name: string) => Promise<string> | string;

/** Whom a token shall speak for, where, and for how long. */
export interface TokenRequest {
  readonly persona: PersonaName;
  readonly workspace: string;
  /** Seconds; 1 – 2,592,000 (30 days). */
  readonly ttl: number;
}

/** A compact JWT, with what it says. */
export interface IssuedToken {
  readonly token: string;
  /** ISO 8601 instant. */
  readonly expiresAt: string;
  readonly principal: { readonly id: string; readonly kind: string; readonly name: string; readonly roles: readonly Role[]; readonly workspace: string };
}

/** Issues tokens, and verifies its own. */
export interface BuiltInIssuer extends TokenVerifier, ServiceVerifier {
  /** @throws RangeError naming the field that is wrong. */
  issueToken(request: TokenRequest): Promise<IssuedToken>;
  /** The token of a service of this installation, renewed in time. */
  serviceTokens(service: string): ServiceTokenSource;
}

const TRUST = { issuer: 'urn:throughline:built-in-issuer', audience: 'throughline', algorithms: ['ES256'] } as const;
const MAX_TTL = 30 * 24 * 3600;
const KEY_NAME = 'token-key';
const SERVICE_TTL = 600;

/** The embedded mode's issuer: an ES256 key of this installation signs tokens for the personas. Serve it on loopback only. */
export const builtInIssuer = async (secrets: SecretStore): Promise<BuiltInIssuer> => {
  const { privateJwk, publicJwk } = signingKeyOf(await secrets(KEY_NAME));
  const kid = await calculateJwkThumbprint(publicJwk);
  const privateKey = await importJWK(privateJwk, 'ES256');
  const publicKeys = createLocalJWKSet({ keys: [{ ...publicJwk, kid, alg: 'ES256', use: 'sig' }] });

  return {
    verify: (token) => verifyJwt(token, publicKeys, TRUST),
    verifyService: (token) => verifyServiceJwt(token, publicKeys, TRUST),
    serviceTokens(service) {
      let kept: { readonly token: Promise<string>; readonly until: number } | undefined;
      const issue = (now: number): Promise<string> => new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(TRUST.issuer).setAudience(servicesAudienceOf(TRUST.audience)).setSubject(service)
        .setIssuedAt(now).setExpirationTime(now + SERVICE_TTL).setJti(crypto.randomUUID())
        .sign(privateKey);
      return () => {
        const now = Math.floor(Date.now() / 1000);
        if (!kept || kept.until <= now) kept = { token: issue(now), until: now + SERVICE_TTL / 2 };
        return kept.token;
      };
    },
    async issueToken({ persona, workspace, ttl }) {
      if (!isPersonaName(persona)) throw new RangeError(`persona: "${String(persona)}" is none of ${Object.keys(PERSONAS).join(', ')}`);
      if (!isWorkspaceName(workspace)) throw new RangeError(`workspace: ${JSON.stringify(workspace)} does not fit ${NAME_PATTERN}`);
      if (!Number.isInteger(ttl) || ttl < 1 || ttl > MAX_TTL) throw new RangeError(`ttl: must be a whole number of seconds from 1 to ${MAX_TTL}`);
      const { id, kind, roles, name } = PERSONAS[persona];
      const expires = Math.floor(Date.now() / 1000) + ttl;
      const token = await new SignJWT({ kind, roles: [...roles], workspace })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(TRUST.issuer).setAudience(TRUST.audience).setSubject(id)
        .setIssuedAt().setExpirationTime(expires).setJti(crypto.randomUUID())
        .sign(privateKey);
      return { token, expiresAt: new Date(expires * 1000).toISOString(), principal: { id, kind, name, roles, workspace } };
    },
  };
};
