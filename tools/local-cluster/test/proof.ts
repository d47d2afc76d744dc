import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { LocalCluster } from '../src/index.ts';
import { ask, streamOf, tokenFor } from './cluster-client.ts';
import { ASSIGN, DEFINE, type Load, PROPOSE, REGISTER } from './load.ts';

const STILL_MS = 50_000;
const AGAIN_MS = 50;

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

/** Asks until all is there; gives up when nothing has come for {@link STILL_MS}. A long outage leaves much to catch up with. */
const caughtUp = async <T extends { readonly have: number; readonly wanted: number }>(what: string, ask: () => Promise<T>): Promise<T> => {
  for (let [most, since] = [-1, Date.now()]; ;) {
    const now = await ask();
    if (now.have >= now.wanted) return now;
    if (now.have > most) [most, since] = [now.have, Date.now()];
    if (Date.now() - since > STILL_MS) throw new Error(`only ${now.have} of ${now.wanted} ${what} have come, and none for ${STILL_MS / 1_000} s`);
    await sleep(AGAIN_MS);
  }
};

/** Each assigned role made exactly one fact, by a policy that hears of it through the log. Waits until the last one is there. */
export const factsOncePerRole = async ({ postgres }: LocalCluster, load: Load): Promise<{ facts: number; twice: number }> => {
  const client = new Client(postgres.url);
  await client.connect();
  try {
    const roles = load.acknowledged.filter((a) => a.command === ASSIGN).length;
    const { have: facts } = await caughtUp('facts', async () => ({ have: await count(client, `from requirements.events where type = 'FactRecorded'`), wanted: roles }));
    return { facts: facts - roles, twice: await count(client, `from (select stream_id, data->'fact'->>'eventId' from requirements.events where type = 'FactRecorded' group by 1, 2 having count(*) > 1) d`) };
  } finally {
    await client.end();
  }
};

interface Journal { readonly context: string; readonly stored: number; readonly journaled: number; readonly equal: boolean }
interface Rebuilt { readonly name: string; readonly equal: boolean; readonly events: number }

const sum = (rows: readonly Journal[], what: 'stored' | 'journaled'): number => rows.reduce((total, row) => total + row[what], 0);

/** The gateway's own proof: its journal against the owners' histories, its read models against themselves folded anew. Waits until it has caught up. */
export const byTheGateway = async ({ dataDir, url }: LocalCluster): Promise<{ stored: number; unequal: readonly string[] }> => {
  const admin = await tokenFor(dataDir, 'admin');
  const { journal } = await caughtUp('events in the journal', async () => {
    const answer = await ask(url, admin, 'mutation { verifyJournal { context stored journaled equal } }');
    const rows = answer.data?.['verifyJournal'] as readonly Journal[] | undefined;
    if (rows?.length !== 5) throw new Error(`the journal was not verified: ${JSON.stringify(answer)}`);
    return { journal: rows, have: sum(rows, 'journaled'), wanted: sum(rows, 'stored') };
  });
  const { data, errors } = await ask(url, admin, 'mutation { rebuildReadModels { name equal events } }');
  const rebuilt = (data?.['rebuildReadModels'] ?? []) as readonly Rebuilt[];
  if (errors || rebuilt.length < 10) throw new Error(`the read models were not rebuilt: ${JSON.stringify(errors ?? rebuilt)}`);
  return { stored: sum(journal, 'stored'), unequal: [...journal.filter((j) => !j.equal).map((j) => j.context), ...rebuilt.filter((r) => !r.equal).map((r) => r.name)] };
};
