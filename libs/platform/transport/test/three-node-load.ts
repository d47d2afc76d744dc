import { setTimeout as sleep } from 'node:timers/promises';
import type { LogTransport } from '../src/log-transport.ts';
import { kafkajs } from '../src/kafka/kafkajs.ts';

export const PARTITIONS = 12;
/** The nodes start while the load runs, and two cores are all there is. */
const PACE_MS = 20;
const SENDERS = 4;

/** What a message says of itself; a key stays in one partition, its versions count from 1. */
export interface Message {
  readonly key: string;
  readonly partition: number;
  readonly version: number;
}

export const idOf = ({ key, version }: Pick<Message, 'key' | 'version'>): string => `${key}:${version}`;

/** A load that runs, and what it was told. */
export interface Load {
  readonly name: string;
  /** Ids of the messages that the cluster said it has. */
  readonly acknowledged: Set<string>;
  /** Ids of acknowledged messages whose partition is missing in the answer. */
  readonly noticed: Set<string>;
  /** Batches that failed and were sent again. */
  repeats: number;
  stop(): Promise<void>;
}

/** Sends one message and answers the partitions that the answer names. @throws Error where the batch is to be sent again */
type Send = (batch: readonly Message[]) => Promise<ReadonlySet<number>>;

/** `senders` at once, each with its own keys and one batch in flight: a message to each partition, the same again until it is acknowledged. */
const startLoad = (name: string, senders: number, send: Send, close: () => Promise<void>): Load => {
  let going = true;
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const load: Load = {
    name, acknowledged: new Set(), noticed: new Set(), repeats: 0,
    stop: async () => {
      going = false;
      await done;
      await close();
    },
  };
  const sender = async (id: number): Promise<void> => {
    for (let version = 1; going; version++) {
      const batch = partitions.map((partition): Message => ({ key: `${name}-${id}-${partition}`, partition, version }));
      for (let answered: ReadonlySet<number> | undefined; !answered;) {
        answered = await send(batch).catch(() => undefined);
        if (answered) {
          for (const message of batch) {
            load.acknowledged.add(idOf(message));
            if (!answered.has(message.partition)) load.noticed.add(idOf(message));
          }
        } else {
          load.repeats++;
        }
        await sleep(PACE_MS);
      }
    }
  };
  const done = Promise.all(Array.from({ length: senders }, (_, id) => sender(id)));
  return load;
};

/** Ours: what the relay does. */
export const ourLoad = async (log: LogTransport, topic: string): Promise<Load> => {
  const producer = await log.producer('load');
  const send: Send = async (batch) => {
    const records = batch.map(({ key, partition, version }) => ({ topic, partition, key, headers: {}, value: JSON.stringify({ version }) }));
    await producer.send(records, () => Promise.resolve());
    return new Set(batch.map(({ partition }) => partition));
  };
  return startLoad('ours', 1, send, () => producer.close());
};

/** The seeded fault: one send over all partitions, whose answer counts as it is. */
export const spanningLoad = async (brokers: readonly string[], topic: string): Promise<Load> => {
  const client = new kafkajs.Kafka({
    brokers: [...brokers], clientId: 'spanning', connectionTimeout: 1_000, requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 15 }, logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const send: Send = async (batch) => {
    const messages = batch.map(({ key, partition, version }) => ({ key, partition, value: JSON.stringify({ version }) }));
    const answer = await producer.send({ topic, acks: -1, messages });
    return new Set(answer.map(({ partition }) => partition));
  };
  return startLoad('spanning', SENDERS, send, () => producer.disconnect());
};
