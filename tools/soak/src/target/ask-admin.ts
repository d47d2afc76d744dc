import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer } from '@throughline/identity';
import { WORKSPACE } from '../workload/sender.ts';
import type { SoakTarget } from './target.ts';

/** Has every read model of the gateway folded anew. */
export const rebuildReadModels = async ({ gateway, dataDir }: Pick<SoakTarget, 'gateway' | 'dataDir'>): Promise<readonly { readonly name: string; readonly live: string; readonly rebuilt: string }[]> => {
  const issuer = await builtInIssuer((name) => readOrCreateSecret(dataDir, name));
  const { token } = await issuer.issueToken({ persona: 'admin', workspace: WORKSPACE, ttl: 3_600 });
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { rebuildReadModels { name live rebuilt } }' }),
  });
  const { data, errors } = await response.json() as { data?: { rebuildReadModels: { name: string; live: string; rebuilt: string }[] }; errors?: unknown };
  if (!data) throw new Error(`the read models could not be rebuilt: ${JSON.stringify(errors)}`);
  return data.rebuildReadModels;
};
