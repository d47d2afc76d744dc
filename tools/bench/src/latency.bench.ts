import { randomUUID } from 'node:crypto';
import { proposeInitiative } from '@throughline/requirements-contracts';
import type { Pool } from 'pg';
import type { Bench, BenchContext, Figure } from './bench.ts';
import { BARE_TOPIC, openBareKafka, type BareKafka } from './kafka/bare-kafka.ts';
import { atRate } from './measure/at-rate.ts';
import { interleave } from './measure/interleave.ts';
import { median, quantile } from './measure/quantile.ts';
import { withPlane, type BenchPlane } from './stage/plane.ts';

const RATES = [200, 500];
const WINDOW_SECONDS = 4;
const MAX_ROUNDS = 3;
const DEADLINE_MS = 30_000;

const BARE_TABLE = 'create table if not exists public.bare_latency(id uuid primary key, data json not null)';

/** From the answer of the command to the commit of the gateway that holds it, in ms. */
const throughPlane = async ({ gateway, host }: BenchPlane, perSecond: number, seconds: number): Promise<number[]> => {
  const { endpoint } = host('requirements');
  const waiting = new Map<string, (at: number) => void>();
  const seen = new Map<string, number>();
  const stopListening = gateway.consumer.onCommit((streams) => {
    const at = performance.now();
    for (const stream of streams) {
      seen.set(stream, at);
      waiting.get(stream)?.(at);
    }
  });
  const arrival = (stream: string): Promise<number> => new Promise((resolve, reject) => {
    const at = seen.get(stream);
    if (at !== undefined) return resolve(at);
    const timer = setTimeout(() => reject(new Error(`the gateway had not committed ${stream} after ${DEADLINE_MS / 1_000} s`)), DEADLINE_MS);
    waiting.set(stream, (when) => { clearTimeout(timer); resolve(when); });
  });
  const times: number[] = [];
  try {
    await atRate(perSecond, seconds, async () => {
      const outcome = await endpoint.dispatch({
        context: 'requirements', name: proposeInitiative.name, body: proposeInitiative.example, idempotencyKey: randomUUID(), correlationId: randomUUID(),
        principal: { kind: 'human', id: 'ann', roles: ['product-owner'], workspace: 'default' },
      });
      const committed = performance.now();
      if (outcome.status !== 'accepted') throw new Error(`the command was ${outcome.status}`);
      times.push(await arrival(outcome.stream) - committed);
    });
  } finally {
    stopListening();
  }
  return times;
};

/** An insert, a send, its arrival at a consumer and an insert there, in ms: what the way needs without us. */
const insertSendInsert = async (pool: Pool, bare: BareKafka, perSecond: number, seconds: number): Promise<number[]> => {
  const data = JSON.stringify(proposeInitiative.example);
  const insert = (id: string) => pool.query({ name: 'bare.insert', text: 'insert into public.bare_latency values ($1,$2)', values: [id, data] });
  const arrivals = new Map<string, () => void>();
  const leave = await bare.onMessage((key) => arrivals.get(key)?.());
  const times: number[] = [];
  try {
    await atRate(perSecond, seconds, async () => {
      const id = randomUUID();
      await insert(id);
      const began = performance.now();
      const arrived = new Promise<void>((resolve) => { arrivals.set(id, resolve); });
      await bare.producer.send({ topic: BARE_TOPIC, acks: -1, messages: [{ key: id, value: data }] });
      await arrived;
      await insert(randomUUID());
      times.push(performance.now() - began);
    });
  } finally {
    await leave();
  }
  return times;
};

/** An insert of the same document and a select of it by another connection, in ms. */
const insertAndSelect = async (pool: Pool, perSecond: number, seconds: number): Promise<number[]> => {
  const data = JSON.stringify(proposeInitiative.example);
  const times: number[] = [];
  await atRate(perSecond, seconds, async () => {
    const id = randomUUID();
    const began = performance.now();
    await pool.query({ name: 'bare.insert', text: 'insert into public.bare_latency values ($1,$2)', values: [id, data] });
    const { rowCount } = await pool.query({ name: 'bare.select', text: 'select data from public.bare_latency where id = $1', values: [id] });
    if (rowCount !== 1) throw new Error('the row was not there');
    times.push(performance.now() - began);
  });
  return times;
};

const figuresAt = async (plane: BenchPlane, { scale, say }: BenchContext, rate: number, way: string, bare: (seconds: number) => Promise<number[]>): Promise<Figure[]> => {
  const seconds = Math.min(WINDOW_SECONDS, scale.seconds * 5);
  say(`${rate} commands a second${way}`);
  const windows = await interleave(Math.min(scale.rounds, MAX_ROUNDS), { ours: () => throughPlane(plane, rate, seconds), bare: () => bare(seconds) });
  const of = (name: keyof typeof windows, share: number): number => median(windows[name].map((times) => quantile(times, share)));
  return [
    { name: `commit → gateway${way} at ${rate} events/s, p50`, unit: 'ms', ours: of('ours', 0.5), bare: of('bare', 0.5) },
    { name: `commit → gateway${way} at ${rate} events/s, p99`, unit: 'ms', ours: of('ours', 0.99), bare: of('bare', 0.99), bar: { atMost: 250 } },
  ];
};

/** Commit → gateway in the all-in-one plane under a steady load, beside an insert and a select. */
export const latencyBench: Bench = (context) => withPlane(async (plane) => {
  await plane.admin.query(BARE_TABLE);
  const figures: Figure[] = [];
  for (const rate of RATES) figures.push(...await figuresAt(plane, context, rate, '', (seconds) => insertAndSelect(plane.admin, rate, seconds)));
  return {
    figures,
    notes: ['From the answer of a whole command to the gateway\'s commit, which holds journal, read model and offset; everything in one process. Bare is one insert and one select, each its own round trip.'],
  };
});

/** The same over a real Kafka, beside kafkajs between two inserts. */
export const kafkaLatencyBench: Bench = (context) => withPlane(async (plane) => {
  await plane.admin.query(BARE_TABLE);
  const bare = await openBareKafka(plane.brokers);
  try {
    const figures: Figure[] = [];
    for (const rate of RATES) figures.push(...await figuresAt(plane, context, rate, ' over Kafka', (seconds) => insertSendInsert(plane.admin, bare, rate, seconds)));
    return { figures, notes: ['The same way with a Kafka of one node in between. Bare, after a committed insert: kafkajs sends, a consumer hears, one more insert.'] };
  } finally {
    await bare.stop();
  }
}, { kafka: true });
