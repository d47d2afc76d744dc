import { readFile } from 'node:fs/promises';
import { Unauthenticated } from './unauthenticated.ts';

/** Audience of the tokens that services show one another, beside the audience of people. */
export const servicesAudienceOf = (audience: string): string => `${audience}-services`;

/** Tells which service a token speaks for. Such a token is for the audience of services and names no workspace: it sends no command. */
export interface ServiceVerifier {
  /**
   * @returns the service's id
   * @throws Unauthenticated with a reason, IssuerUnavailable when the issuer's keys cannot be fetched.
   */
  verifyService(token: string): Promise<string>;
}

/** The token that this process shows to other services, asked for at each use. */
export type ServiceTokenSource = () => Promise<string>;

/** Reads the token at each use, so that whoever writes the file may renew it at any time. @throws Error naming the file */
export const serviceTokenFile = (file: string): ServiceTokenSource => async () => {
  const token = (await readFile(file, 'utf8')).trim();
  if (!token) throw new Error(`the service token in ${file} is empty`);
  return token;
};

/** Id of the service that verified claims speak for. @throws Unauthenticated when they are somebody's in a workspace */
export const serviceOfClaims = ({ sub, workspace }: { readonly sub?: string | undefined; readonly workspace?: unknown }): string => {
  if (workspace !== undefined) throw new Unauthenticated('CLAIM_WRONG', 'Claim "workspace" must not be there: a service speaks for none.');
  return sub!;
};
