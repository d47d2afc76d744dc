import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataDirError, readOrCreateSecret, secretFile } from '@throughline/embedded-postgres';
import { builtInIssuer, PERSONAS, type IssuedToken, type PersonaName } from '@throughline/identity';

/** A mistake of the caller, or a plane that is not there: said in one sentence, without a stack. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const PERSONA_NAMES = Object.keys(PERSONAS);

export interface Access {
  readonly dataDir: string;
  readonly url: string;
}

// A key that is made here would sign tokens that no plane knows.
const keptSecret = ({ dataDir }: Access, name: string): Promise<string> => {
  if (!existsSync(secretFile(dataDir, name))) throw new CliError(`No plane with the built-in issuer has run on ${resolve(dataDir)}. Start it with npm start, or name its folder with --data-dir.`);
  return readOrCreateSecret(resolve(dataDir), name);
};

/** A token of the built-in issuer, whose key lies in the plane's data folder. @throws CliError where there is none, or naming the field that is wrong */
export const issueToken = async (access: Access, as: string, workspace: string, ttl: number): Promise<IssuedToken> => {
  try {
    const issuer = await builtInIssuer((name) => keptSecret(access, name));
    return await issuer.issueToken({ persona: as as PersonaName, workspace, ttl });
  } catch (error) {
    if (error instanceof DataDirError) throw new CliError(error.message);
    throw error instanceof RangeError ? new CliError(error.message, 2) : error;
  }
};

export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends one GraphQL document. @param seen consistency token of an earlier answer @throws CliError when nobody answers */
export const sendQuery = async ({ url }: Access, token: string, query: string, variables: unknown = {}, seen: string | null = null): Promise<GraphqlAnswer> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...(seen && { 'x-consistency-token': seen }) }, body: JSON.stringify({ query, variables }),
  }).catch((cause: unknown) => {
    throw new CliError(`No plane answers at ${url} (${cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause)}). Start one with npm start, or name another with --url.`);
  });
  return await answer.json().catch(() => {
    throw new CliError(`What answers at ${url} is no Throughline plane: HTTP ${answer.status}, and no JSON. Name the plane's address with --url.`);
  }) as GraphqlAnswer;
};
