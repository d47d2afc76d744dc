import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer } from '@throughline/identity';
import { WORKSPACE } from '../workload/sender.ts';
import type { SoakTarget } from './target.ts';

/** A token of somebody who may do everything; of the built-in issuer, whose key lies in the data folder. */
export const adminToken = async ({ dataDir }: Pick<SoakTarget, 'dataDir'>): Promise<string> => {
  const issuer = await builtInIssuer((name) => readOrCreateSecret(dataDir, name));
  return (await issuer.issueToken({ persona: 'admin', workspace: WORKSPACE, ttl: 24 * 3_600 })).token;
};

/** Has every read model of the gateway folded anew. */
export const rebuildReadModels = async (target: Pick<SoakTarget, 'gateway' | 'dataDir'>): Promise<readonly { readonly name: string; readonly live: string; readonly rebuilt: string }[]> => {
  const response = await fetch(`${target.gateway}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${await adminToken(target)}` },
    body: JSON.stringify({ query: 'mutation { rebuildReadModels { name live rebuilt } }' }),
  });
  const { data, errors } = await response.json() as { data?: { rebuildReadModels: { name: string; live: string; rebuilt: string }[] }; errors?: unknown };
  if (!data) throw new Error(`the read models could not be rebuilt: ${JSON.stringify(errors)}`);
  return data.rebuildReadModels;
};
