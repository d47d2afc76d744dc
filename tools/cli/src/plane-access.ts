import { resolve } from 'node:path';
import { readOrCreateSecret, runningServerPort } from '@throughline/embedded-postgres';
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

/** A token of the built-in issuer, whose key lies in the plane's data folder. */
export const issueToken = async ({ dataDir }: Access, as: string, workspace: string, ttl: number): Promise<IssuedToken> => {
  const issuer = await builtInIssuer((name) => readOrCreateSecret(resolve(dataDir), name));
  try {
    return await issuer.issueToken({ persona: as as PersonaName, workspace, ttl });
  } catch (error) {
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
  return await answer.json() as GraphqlAnswer;
};

/** Port of the embedded server that runs on a data folder. @throws CliError when none does */
export const embeddedPort = async ({ dataDir }: Access): Promise<number> => {
  const port = await runningServerPort(dataDir);
  if (!port) throw new CliError(`No database runs on ${resolve(dataDir)}. Start the plane with npm start, or name its folder with --data-dir.`);
  return port;
};
