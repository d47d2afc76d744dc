import { setTimeout as sleep } from 'node:timers/promises';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import type { Bench, Figure } from '../bench.ts';
import { openBareKafka, BARE_TOPIC, PARTITIONS, type BareKafka } from '../kafka/bare-kafka.ts';
import type { BenchPlane } from '../stage/plane.ts';
import { withPlane, withoutReactions } from '../stage/plane.ts';
import { fillStores } from '../thread/tell-threads.ts';
import { PeakMemory } from './peak-memory.ts';

const LOOK_MS = 100;
const WITHIN_MS = 1_200_000;
const SEND = 1_000;
const MESSAGE = 'x'.repeat(700);

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + WITHIN_MS; !await holds();) {
    if (Date.now() > deadline) throw new Error(`${what}: not after ${WITHIN_MS / 1_000} s`);
    await sleep(LOOK_MS);
  }
};

const one = async (plane: BenchPlane, sql: string): Promise<number> => Number((await plane.admin.query<{ n: string }>(sql)).rows[0]!.n);

/** Takes every relay's lease away, so that events wait in their stores; gives it back when it is called. */
const holdRelays = async ({ admin }: BenchPlane): Promise<() => Promise<void>> => {
  const all = async (set: string): Promise<number> => {
    let rows = 0;
    for (const context of CONTEXTS) rows += (await admin.query(`update ${schemaOf(context)}.relay set ${set}`)).rowCount ?? 0;
    return rows;
  };
  await until('every relay leads', async () => await all('owner = owner') === CONTEXTS.length);
  await all(`owner = 'bench', epoch = epoch + 1, expires_at = 'infinity'`);
  return async () => { await all(`expires_at = '-infinity'`); };
};

/** Events a second from the first that the log acknowledged to the last, all relays together. */
const relayAll = async (plane: BenchPlane, events: number, release: () => Promise<void>): Promise<number> => {
  // Nothing here is private or rolled back: the positions of all stores together count their events.
  const relayed = async (): Promise<number> => {
    let sum = 0;
    for (const context of CONTEXTS) sum += await one(plane, `select max(position) as n from ${schemaOf(context)}.relay`);
    return sum;
  };
  await release();
  await until('the first event was relayed', async () => await relayed() > 0);
  const [first, began] = [await relayed(), performance.now()];
  await until('every event was relayed', async () => await relayed() >= events);
  return ((events - first) * 1_000) / (performance.now() - began);
};

/** The same number of messages of about the same size, one partition a send, twelve sends side by side. */
const sendBare = async ({ producer }: BareKafka, messages: number): Promise<number> => {
  const began = performance.now();
  for (let left = messages; left > 0;) {
    const batch = Math.min(left, SEND * PARTITIONS);
    await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => {
      const count = Math.floor(batch / PARTITIONS) + (partition < batch % PARTITIONS ? 1 : 0);
      return count === 0 ? Promise.resolve([]) : producer.send({ topic: BARE_TOPIC, acks: -1, messages: Array.from({ length: count }, (__, n) => ({ partition, key: `k${n}`, value: MESSAGE })) });
    }));
    left -= batch;
  }
  return (messages * 1_000) / (performance.now() - began);
};

const consumeAll = async (plane: BenchPlane, events: number, memory: PeakMemory): Promise<{ rate: number; seconds: number }> => {
  memory.begin();
  const began = performance.now();
  await plane.startGateway();
  await until('the gateway has caught up', async () => await one(plane, 'select coalesce(sum(last_published), 0) as n from gateway.consumer_stream') >= events);
  const seconds = (performance.now() - began) / 1_000;
  memory.end();
  return { rate: events / seconds, seconds };
};

/** Many events wait in the stores: how fast the relays carry them to Kafka, then how fast a gateway that has seen none catches up. */
export const backlogBench: Bench = ({ scale, say }) => withPlane(async (plane) => {
  const release = await holdRelays(plane);
  say(`appending ${scale.backlogEvents.toLocaleString('en-US')} events`);
  const events = await fillStores(plane, scale.backlogEvents);
  say('relaying them');
  const relayed = await relayAll(plane, events, release);
  const bare = await openBareKafka(plane.brokers);
  try {
    say('sending as many bare');
    const sent = await sendBare(bare, events);
    say('the gateway reads them');
    const memory = new PeakMemory();
    const consumed = await consumeAll(plane, events, memory);
    const read = await bare.readAll(BARE_TOPIC, events);
    const figures: Figure[] = [
      { name: `relays to Kafka, ${events} events`, unit: 'events/s', ours: relayed, bare: sent },
      { name: `gateway catches up, ${events} events`, unit: 'events/s', ours: consumed.rate, bare: read },
      { name: 'time to caught up', unit: 's', ours: consumed.seconds, bare: null },
      { name: 'peak memory while it catches up, plane and bench', unit: 'MB', ours: memory.peakMb, bare: null, bar: { atMost: 1_000 } },
      { name: 'memory that catching up took, half way to the end', unit: 'MB', ours: memory.growthMb, bare: null, bar: { atMost: 150 } },
    ];
    return { figures, notes: ['Five relays and then one gateway, all in this process, beside Kafka and PostgreSQL on the same cores. The gateway writes journal, read models and offsets; bare kafkajs sends and reads and keeps nothing.'] };
  } finally {
    await bare.stop();
  }
}, { adapt: withoutReactions, kafka: true, gatewayStartsLater: true });
