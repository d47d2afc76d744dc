import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer, type PersonaName } from '@throughline/identity';

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly freshness?: { readonly stale: boolean; readonly since?: string; readonly reason?: string } };
}

export const tokenFor = async (dataDir: string, persona: PersonaName): Promise<string> => {
  const issuer = await builtInIssuer((name) => readOrCreateSecret(dataDir, name));
  return (await issuer.issueToken({ persona, workspace: 'default', ttl: 3600 })).token;
};

/** Sends one GraphQL document. Rejects when the connection breaks: then nobody knows what became of it. */
export const ask = async (url: string, token: string, query: string, variables: object = {}): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }),
  });
  return await response.json() as Answer;
};

/** The stream that a Node id stands for. */
export const streamOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[2]!;
