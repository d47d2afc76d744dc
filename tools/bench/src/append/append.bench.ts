import { randomUUID } from 'node:crypto';
import { EventStore, type AppendTarget, type NewEvent } from '@throughline/event-store';
import { Client, Pool } from 'pg';
import type { Bench, Figure } from '../bench.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/quantile.ts';
import { throughput } from '../measure/throughput.ts';
import { withServer } from '../stage/server.ts';
import { bareAppend } from './bare-append.ts';
import { openCommandPath } from './command-path.ts';
import { storeDatabase } from './store-database.ts';

const CLIENTS = [1, 8, 32];
const BATCH = 100;
const BATCH_CLIENTS = 8;
const store = new EventStore('requirements');

const newStream = (): AppendTarget => ({ stream: `initiative-${randomUUID()}`, streamType: 'initiative', workspace: 'default', expected: 0 });

const ourAppend = async (client: Client, events: readonly NewEvent[]): Promise<void> => {
  const { status } = await store.append(client, newStream(), events);
  if (status !== 'ok') throw new Error(`append: ${status}`);
};

/** All of them append the very bytes that the command path wrote. */
const sampleOf = async (pool: Pool): Promise<Omit<NewEvent, 'id'>> => {
  const { rows: [row] } = await pool.query<Omit<NewEvent, 'id'>>(
    'select type, schema_version as "schemaVersion", data::text as data, metadata::text as metadata, published::text as published from requirements.events limit 1');
  return row!;
};

const open = async (url: string): Promise<Client> => {
  const client = new Client(url);
  await client.connect();
  return client;
};

/** Appends a second of bare SQL, of the store and of a whole command, at 1, 8 and 32 clients; then of batches. */
export const appendBench: Bench = ({ scale: { rounds, seconds }, say }) => withServer(async (server) => {
  const url = await storeDatabase(server);
  const clients = await Promise.all(Array.from({ length: Math.max(...CLIENTS) }, () => open(url)));
  const pool = new Pool({ connectionString: url, max: Math.max(...CLIENTS) });
  const path = await openCommandPath(pool, server.dataDir);
  const figures: Figure[] = [];
  try {
    await path.propose();
    const sample = await sampleOf(pool);
    const events = (count: number): NewEvent[] => Array.from({ length: count }, () => ({ ...sample, id: randomUUID() }));
    for (const count of CLIENTS) {
      say(`${count} client${count === 1 ? '' : 's'}`);
      const own = clients.slice(0, count);
      const rates = await interleave(rounds, {
        bare: () => throughput(own, seconds, (client) => bareAppend(client, newStream(), events(1))),
        store: () => throughput(own, seconds, (client) => ourAppend(client, events(1))),
        command: () => throughput(own, seconds, () => path.propose()),
      });
      const bare = median(rates.bare);
      figures.push({ name: `EventStore.append, ${count} client(s)`, unit: 'appends/s', ours: median(rates.store), bare, ...(count === 8 && { bar: { atLeast: 3_000 } }) });
      figures.push({ name: `whole command, ${count} client(s)`, unit: 'appends/s', ours: median(rates.command), bare });
    }
    say(`batches of ${BATCH}`);
    const own = clients.slice(0, BATCH_CLIENTS);
    const rates = await interleave(rounds, {
      bare: () => throughput(own, seconds, (client) => bareAppend(client, newStream(), events(BATCH))),
      store: () => throughput(own, seconds, (client) => ourAppend(client, events(BATCH))),
    });
    figures.push({
      name: `EventStore.append of ${BATCH} events, ${BATCH_CLIENTS} clients`, unit: 'events/s', ours: median(rates.store) * BATCH, bare: median(rates.bare) * BATCH, bar: { atLeast: 20_000 },
    });
  } finally {
    await path.close();
    await Promise.all([pool.end(), ...clients.map((client) => client.end())]);
  }
  return { figures, notes: ['Each append begins a new stream. A whole command is endpoint, bus, command log, decider and append in one transaction: five statements and one commit.'] };
});
