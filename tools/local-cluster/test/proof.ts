import { Client } from 'pg';
import { eventually } from '@throughline/testing';
import type { LocalCluster } from '../src/index.ts';
import { ask, streamOf, tokenFor } from './cluster-client.ts';
import { ASSIGN, DEFINE, type Load, PROPOSE, REGISTER } from './load.ts';

const count = async (client: Client, sql: string, values: unknown[] = []): Promise<number> =>
  Number((await client.query<{ n: string }>(`select count(*) as n ${sql}`, values)).rows[0]!.n);

/** Held against the stores: what was acknowledged is there, and nothing was done twice. All figures but `commands` are to be zero. */
export const againstStores = async ({ postgres }: LocalCluster, { acknowledged }: Load) => {
  const client = new Client(postgres.url);
  await client.connect();
  try {
    const of = (...commands: string[]) => acknowledged.filter((a) => commands.includes(a.command));
    const lostOf = async (schema: string, acks: typeof acknowledged): Promise<number> => count(client,
      `from unnest($1::text[], $2::bigint[]) a(stream, version) where not exists(select 1 from ${schema}.events e where e.stream_id = a.stream and e.published_version = a.version)`,
      [acks.map((a) => streamOf(a.entity)), acks.map((a) => a.version)]);
    const datasets = of(REGISTER);
    // Every command of the load makes one event on the stream that it names, and two of them make a stream.
    return {
      lost: await lostOf('requirements', acknowledged.filter((a) => a.command !== REGISTER)) + await lostOf('data_quality', datasets),
      doubled: await count(client, `from (select metadata->>'commandId' from requirements.events where stream_type in ('initiative', 'kpi') group by 1 having count(*) > 1) d`),
      streamsTooMany: await count(client, `from requirements.streams where stream_type in ('initiative', 'kpi')`) - of(PROPOSE, DEFINE).length
        + await count(client, `from data_quality.streams where stream_type = 'dataset'`) - datasets.length,
    };
  } finally {
    await client.end();
  }
};

/** Each assigned role made exactly one fact, by a policy that hears of it through the log. Waits until the last one is there. */
export const factsOncePerRole = async ({ postgres }: LocalCluster, load: Load): Promise<{ facts: number; twice: number }> => {
  const client = new Client(postgres.url);
  await client.connect();
  try {
    const roles = load.acknowledged.filter((a) => a.command === ASSIGN).length;
    const facts = await eventually(() => count(client, `from requirements.events where type = 'FactRecorded'`), (n) => n >= roles);
    return { facts: facts - roles, twice: await count(client, `from (select stream_id, data->'fact'->>'eventId' from requirements.events where type = 'FactRecorded' group by 1, 2 having count(*) > 1) d`) };
  } finally {
    await client.end();
  }
};

interface Journal { readonly context: string; readonly stored: number; readonly journaled: number; readonly equal: boolean }
interface Rebuilt { readonly name: string; readonly equal: boolean; readonly events: number }

/** The gateway's own proof: its journal against the owners' histories, its read models against themselves folded anew. Waits until it has caught up. */
export const byTheGateway = async ({ dataDir, url }: LocalCluster): Promise<{ stored: number; unequal: readonly string[] }> => {
  const admin = await tokenFor(dataDir, 'admin');
  const journal = await eventually(async () => {
    const answer = await ask(url, admin, 'mutation { verifyJournal { context stored journaled equal } }');
    return (answer.data?.['verifyJournal'] ?? []) as readonly Journal[];
  }, (rows) => rows.length === 5 && rows.every((row) => row.equal));
  const { data, errors } = await ask(url, admin, 'mutation { rebuildReadModels { name equal events } }');
  const rebuilt = (data?.['rebuildReadModels'] ?? []) as readonly Rebuilt[];
  if (errors || rebuilt.length < 10) throw new Error(`the read models were not rebuilt: ${JSON.stringify(errors ?? rebuilt)}`);
  return { stored: journal.reduce((sum, j) => sum + j.stored, 0), unequal: rebuilt.filter((r) => !r.equal).map((r) => r.name) };
};
