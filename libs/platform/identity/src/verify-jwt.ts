import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { errors, jwtVerify } from 'jose';
import type { Principal } from '@throughline/kernel';
import { principalOfClaims } from './principal-of-claims.ts';
import { serviceOfClaims, servicesAudienceOf } from './service-token.ts';
import { IssuerUnavailable, Unauthenticated } from './unauthenticated.ts';

/** Which tokens are believed. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  /** Signature algorithms that are accepted; `none` and shared secrets never are. */
  readonly algorithms: readonly string[];
}

const CLOCK_TOLERANCE_SECONDS = 5;

const explained = (error: unknown): Error => {
  const cause = { cause: error };
  if (error instanceof errors.JWTExpired) return new Unauthenticated('TOKEN_EXPIRED', 'The token has expired: get a new one.', cause);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return new Unauthenticated('ISSUER_WRONG', 'The token is of another issuer.', cause);
    if (error.claim === 'aud') return new Unauthenticated('AUDIENCE_WRONG', 'The token is for another audience.', cause);
    return new Unauthenticated('CLAIM_WRONG', `Claim "${error.claim}" is missing or wrong.`, cause);
  }
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return new IssuerUnavailable('The issuer\'s keys cannot be fetched.', cause);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return new Unauthenticated('SIGNATURE_WRONG', 'The token is not signed with a key and algorithm that are trusted here.', cause);
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return new Unauthenticated('TOKEN_MALFORMED', 'This is not a JWT.', cause);
  return new IssuerUnavailable('The issuer\'s keys cannot be fetched.', cause);
};

/** Verifies signature, issuer, audience and expiry. */
export const verifiedClaims = async (token: string, key: JWTVerifyGetKey, { issuer, audience, algorithms }: Trust): Promise<JWTPayload> => {
  const { payload } = await jwtVerify(token, key, {
    issuer, audience, algorithms: [...algorithms], clockTolerance: CLOCK_TOLERANCE_SECONDS, requiredClaims: ['exp', 'sub'],
  }).catch((error: unknown) => { throw explained(error); });
  return payload;
};

/** Verifies a person's or a program's token with its claims. */
export const verifyJwt = async (token: string, key: JWTVerifyGetKey, trust: Trust): Promise<Principal> => principalOfClaims(await verifiedClaims(token, key, trust));

/** Verifies a token of the audience of services. @returns the service's id */
export const verifyServiceJwt = async (token: string, key: JWTVerifyGetKey, trust: Trust): Promise<string> =>
  serviceOfClaims(await verifiedClaims(token, key, { ...trust, audience: servicesAudienceOf(trust.audience) }));
