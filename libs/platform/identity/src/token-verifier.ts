import type { Principal } from '@throughline/kernel';

/** Tells who a token speaks for. */
export interface TokenVerifier {
  /**
   * @param token compact JWT
   * @throws Unauthenticated with a reason, IssuerUnavailable when the issuer's keys cannot be fetched.
   */
  verify(token: string): Promise<Principal>;
}
