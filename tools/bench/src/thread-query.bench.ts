import { randomUUID } from 'node:crypto';
import { correlationId } from '@throughline/observability';
import { Client, type Pool } from 'pg';
import type { Bench } from './bench.ts';
import { interleave } from './measure/interleave.ts';
import { median, quantile } from './measure/quantile.ts';
import { withPlane, withoutReactions, type BenchPlane } from './stage/plane.ts';
import { tellThreads } from './thread/tell-threads.ts';
import { THREAD_DOCUMENT } from './thread/thread-document.ts';

/** Of a hundred threads. */
const THREAD_EVENTS = 8_500;

interface Statement { readonly text: string; readonly values: unknown[] }
interface Ids { readonly initiative: string; readonly kpi: string }

type Ask = (query: string, variables: object, correlation?: string) => Promise<Record<string, unknown>>;

const askOf = async ({ url, token }: BenchPlane): Promise<Ask> => {
  const authorization = `Bearer ${await token('viewer')}`;
  return async (query, variables, correlation = 'bench') => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization, 'x-correlation-id': correlation }, body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json() as { data?: Record<string, unknown>; errors?: unknown };
    if (errors || !data) throw new Error(`the gateway answered ${response.status}: ${JSON.stringify(errors)}`);
    return data;
  };
};

/** The statements that one request runs: those that bear its correlation id. */
const statementsOf = async (pool: Pool, request: (correlation: string) => Promise<unknown>): Promise<Statement[]> => {
  const correlation = `bench-${randomUUID()}`;
  const statements: Statement[] = [];
  const query = pool.query as (...args: unknown[]) => unknown;
  Object.assign(pool, { query: (...args: unknown[]) => {
    if (correlationId() === correlation) statements.push(typeof args[0] === 'string' ? { text: args[0], values: args[1] as unknown[] } : args[0] as Statement);
    return query.apply(pool, args);
  } });
  try {
    await request(correlation);
  } finally {
    Object.assign(pool, { query });
  }
  return statements;
};

const idsOf = async (ask: Ask): Promise<Ids[]> => {
  const { initiatives } = await ask('{ initiatives(first: 100) { nodes { id kpis { id } } } }', {}) as { initiatives: { nodes: { id: string; kpis: { id: string }[] }[] } };
  return initiatives.nodes.map(({ id, kpis }) => ({ initiative: id, kpi: kpis[0]!.id }));
};

const timesOf = async <Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = [];
  for (const item of items) {
    const began = performance.now();
    await work(item);
    times.push(performance.now() - began);
  }
  return times;
};

const runAll = async (client: Client, statements: readonly Statement[]): Promise<void> => {
  for (const { text, values } of statements) await client.query(text, values);
};

const measure = async (plane: BenchPlane, client: Client, rounds: number, queries: number): ReturnType<Bench> => {
  const ask = await askOf(plane);
  const ids = (await idsOf(ask)).slice(0, queries);
  const { initiative } = await ask(THREAD_DOCUMENT, ids[0]!) as { initiative: { monitors: { windows: unknown[] }[]; models: unknown[]; datasets: unknown[]; gate: unknown } };
  if (!initiative.monitors[0]?.windows.length || !initiative.models.length || !initiative.datasets.length || !initiative.gate) throw new Error('the thread has holes');
  const statements: Statement[][] = [];
  for (const id of ids) statements.push(await statementsOf(plane.gateway.ports.pool, (correlation) => ask(THREAD_DOCUMENT, id, correlation)));
  const times = await interleave(rounds, {
    ours: () => timesOf(ids, (id) => ask(THREAD_DOCUMENT, id)),
    bare: () => timesOf(statements, (own) => runAll(client, own)),
  });
  const counts = statements.map((own) => own.length);
  const of = (name: keyof typeof times, share: number): number => median(times[name].map((round) => quantile(round, share)));
  return {
    figures: [
      { name: 'thread query over HTTP, p50', unit: 'ms', ours: of('ours', 0.5), bare: of('bare', 0.5) },
      { name: 'thread query over HTTP, p99', unit: 'ms', ours: of('ours', 0.99), bare: of('bare', 0.99) },
      { name: 'its statements', unit: 'statements', ours: median(counts), bare: null, bar: { atMost: 12 } },
    ],
    notes: [`One caller, one query after the other, over ${ids.length} threads through five contexts. Bare are the very statements of each query, one after the other on one connection. At most ${Math.max(...counts)} statements in this run: once a second a request also asks what is parked.`],
  };
};

/** Initiative → KPI, gate, data, runs, models, monitor and weeks in one GraphQL query, beside its SQL alone. */
export const threadQueryBench: Bench = ({ scale, say }) => withPlane(async (plane) => {
  say('telling threads');
  say(`${await tellThreads(plane, THREAD_EVENTS)} events in the journal`);
  const client = new Client(plane.databaseUrl);
  await client.connect();
  try {
    return await measure(plane, client, scale.rounds, scale.queries);
  } finally {
    await client.end();
  }
}, { adapt: withoutReactions });
