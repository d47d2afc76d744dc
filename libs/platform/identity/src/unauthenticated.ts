/** What is wrong with a token. */
export type UnauthenticatedReason =
  | 'TOKEN_MISSING' | 'TOKEN_MALFORMED' | 'SIGNATURE_WRONG' | 'TOKEN_EXPIRED' | 'ISSUER_WRONG' | 'AUDIENCE_WRONG' | 'CLAIM_WRONG';

/** The request names nobody whom this plane trusts. The message says what is wrong, never what would be right for another person. */
export class Unauthenticated extends Error {
  readonly code = 'UNAUTHENTICATED';
  readonly reason: UnauthenticatedReason;
  constructor(reason: UnauthenticatedReason, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.reason = reason;
  }
}

/** The issuer's keys could not be fetched: nobody can be told from anybody, which is no fault of the token. */
export class IssuerUnavailable extends Error {
  readonly code = 'UPSTREAM_UNAVAILABLE';
}
