import { eventually } from './store-fixture.ts';
import { RetryLater, type LogRecord, type LogSubscription, type LogTransport, type StoredRecord, type TopicPartition } from '../src/log-transport.ts';
import { GroupMemory, memoryConsumer } from './memory-consumer.ts';

/** What a transport brings to its conformance suite. */
export interface LogTransportHarness {
  /** A transport as a process of its own would have it. */
  connect(): LogTransport;
  /** Restarts the server, or cuts every connection to it. */
  restart(): Promise<void>;
  /** A handler that takes this long outlasts every time-out of client and server. */
  readonly slowMs: number;
  close(): Promise<void>;
}

/** Everything that a relay and a consumer rely on, whichever log lies between them. */
export const describeLogTransport = (name: string, factory: () => Promise<LogTransportHarness>): void => {
  describe(`${name} as a log transport`, () => {
    const topic = 'throughline.registry.model.v1';
    const other = 'throughline.registry.model-version.v1';
    const saved = () => Promise.resolve();
    let harness: LogTransportHarness;
    let log: LogTransport;
    let opened: LogTransport[];

    const connect = (): LogTransport => {
      const made = harness.connect();
      opened.push(made);
      return made;
    };
    beforeEach(async () => {
      opened = [];
      harness = await factory();
      log = connect();
      await log.ensureTopics([topic, other]);
    });
    afterEach(async () => {
      await Promise.all(opened.map((t) => t.close()));
      await harness.close();
    });

    const records = async (of: string, key: string, values: readonly string[]): Promise<LogRecord[]> => {
      const partition = key.length % await log.partitionsOf(of);
      return values.map((value, n) => ({ topic: of, partition, key, headers: { ce_sequence: String(n + 1) }, value }));
    };
    const send = async (of: string, key: string, ...values: readonly string[]): Promise<void> => {
      const producer = await log.producer('registry');
      await producer.send(await records(of, key, values), saved);
      await producer.close();
    };
    const subscribe = (memory: GroupMemory, options: { group?: string; via?: LogTransport; before?: Parameters<typeof memoryConsumer>[1]; maxBatch?: number } = {}): Promise<LogSubscription> =>
      (options.via ?? log).subscribe({ group: options.group ?? 'g', topics: [topic, other], handlers: memoryConsumer(memory, options.before), maxBatch: options.maxBatch ?? 10 });
    const valuesOf = (memory: GroupMemory, key: string): string[] => memory.done.filter((r) => r.key === key).map((r) => r.value);
    const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, n) => String(from + n));

    it('keeps the order of a key, and every byte of value and headers', async () => {
      const memory = new GroupMemory();
      await subscribe(memory);
      const odd = '{"é":"\\u00e9 \u{1f680}","n":1.00,  "b":{} }';
      await send(topic, 'a', ...numbers(1, 25), odd);
      await send(topic, 'bb', ...numbers(1, 25));
      await eventually(() => {
        expect(valuesOf(memory, 'a')).toEqual([...numbers(1, 25), odd]);
        expect(valuesOf(memory, 'bb')).toEqual(numbers(1, 25));
      });
      expect(memory.done.find((r) => r.key === 'a')?.headers).toEqual({ ce_sequence: '1' });
      const offsets = memory.done.filter((r) => r.key === 'a').map((r) => r.offset);
      expect(offsets).toEqual([...offsets].sort((x, y) => x - y));
    });

    it('serves a late subscriber from the offset that it names, the first message included', async () => {
      await send(topic, 'a', ...numbers(1, 5));
      const fromStart = new GroupMemory();
      await subscribe(fromStart, { group: 'late' });
      await eventually(() => expect(valuesOf(fromStart, 'a')).toEqual(numbers(1, 5)));
      const fromThree = new GroupMemory();
      fromThree.commit({ topic, partition: fromStart.done[0]!.partition }, fromStart.done.slice(0, 3));
      await subscribe(fromThree, { group: 'later' });
      await eventually(() => expect(valuesOf(fromThree, 'a')).toEqual(numbers(1, 5)));
    });

    it('delivers a batch again when its handler failed, however often', async () => {
      const memory = new GroupMemory();
      const tries: string[][] = [];
      await subscribe(memory, { before: (_, batch) => {
        tries.push(batch.map((r) => r.value));
        return tries.length <= 3 ? Promise.reject(new RetryLater(1, { cause: new Error('not yet') })) : Promise.resolve();
      } });
      await send(topic, 'a', ...numbers(1, 3));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 3)));
      expect(tries.slice(0, 4).map(([first]) => first)).toEqual(['1', '1', '1', '1']);
    });

    it('asks again where to go on after a failure, and starts there', async () => {
      const memory = new GroupMemory();
      const batches: string[][] = [];
      await subscribe(memory, { before: (partition, batch) => {
        batches.push(batch.map((r) => r.value));
        if (batches.length > 1) return Promise.resolve();
        // Committed, but the answer was lost on the way.
        memory.commit(partition, batch);
        return Promise.reject(new RetryLater(1, { cause: new Error('connection lost') }));
      } });
      await send(topic, 'a', ...numbers(1, 3));
      await eventually(() => expect(batches[0]).toBeDefined());
      await send(topic, 'a', '4');
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 4)));
      expect(batches[1]![0]).toBe(String(Number(batches[0]!.at(-1)) + 1));
    });

    it('pauses one partition and lets the others flow', async () => {
      const memory = new GroupMemory();
      let blocked = true;
      await subscribe(memory, { before: ({ topic: of }) => (of === topic && blocked ? Promise.reject(new RetryLater(20, { cause: new Error('blocked') })) : Promise.resolve()) });
      await send(topic, 'a', '1', '2');
      await send(other, 'bb', ...numbers(1, 30));
      await eventually(() => expect(valuesOf(memory, 'bb')).toEqual(numbers(1, 30)));
      expect(valuesOf(memory, 'a')).toEqual([]);
      blocked = false;
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(['1', '2']));
    });

    it('waits for a handler that outlasts every time-out, and never runs two at once', async () => {
      const memory = new GroupMemory();
      let running = 0;
      const overlaps: TopicPartition[] = [];
      const first: string[] = [];
      await subscribe(memory, { maxBatch: 1, before: async (partition, [record]) => {
        if (partition.topic !== topic) return;
        if (++running > 1) overlaps.push(partition);
        first.push(record!.value);
        if (first.length === 1) await new Promise((resolve) => setTimeout(resolve, harness.slowMs));
        running--;
      } });
      await send(topic, 'a', '1', '2', '3');
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(['1', '2', '3']), harness.slowMs + 10_000);
      expect(overlaps).toEqual([]);
    });

    it('shares a group between two members without loss, and the one that stays takes over', async () => {
      const memory = new GroupMemory();
      const first = await subscribe(memory);
      await subscribe(memory);
      await send(topic, 'a', ...numbers(1, 20));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 20)));
      await first.stop();
      await send(topic, 'a', ...numbers(21, 40));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 40)));
    });

    it('serves every group', async () => {
      const memories = [new GroupMemory(), new GroupMemory(), new GroupMemory()];
      for (const [n, memory] of memories.entries()) await subscribe(memory, { group: `g${n}` });
      await send(topic, 'a', ...numbers(1, 12));
      await eventually(() => expect(memories.map((m) => valuesOf(m, 'a'))).toEqual([numbers(1, 12), numbers(1, 12), numbers(1, 12)]));
    });

    it('finishes the batch in hand before it leaves, and delivers nothing afterwards', async () => {
      const memory = new GroupMemory();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      const seen: StoredRecord[] = [];
      const subscription = await subscribe(memory, { maxBatch: 2, before: (_, batch) => {
        seen.push(...batch);
        return held;
      } });
      await send(topic, 'a', '1', '2', '3', '4');
      await eventually(() => expect(seen).not.toHaveLength(0));
      const stopped = subscription.stop();
      release();
      await stopped;
      const done = valuesOf(memory, 'a');
      expect(done).toEqual(seen.map((r) => r.value));
      await send(topic, 'a', '5');
      const next = new GroupMemory();
      await subscribe(next, { group: 'witness' });
      await eventually(() => expect(valuesOf(next, 'a')).toHaveLength(5));
      expect(valuesOf(memory, 'a')).toEqual(done);
    });

    it('goes on where the group stands after a restart of the process', async () => {
      const memory = new GroupMemory();
      const before = connect();
      await subscribe(memory, { via: before });
      await send(topic, 'a', ...numbers(1, 10));
      await eventually(() => expect(valuesOf(memory, 'a')).toHaveLength(10));
      await before.close();
      await send(topic, 'a', ...numbers(11, 20));
      await subscribe(memory, { via: connect() });
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 20)));
    });

    it('loses nothing when the server restarts in mid-stream', async () => {
      const memory = new GroupMemory();
      await subscribe(memory);
      for (let n = 1; n <= 60; n++) {
        if (n % 20 === 0) await harness.restart();
        // As a relay does it: again until acknowledged.
        await eventually(() => send(topic, 'a', String(n)));
      }
      await eventually(() => expect([...new Set(valuesOf(memory, 'a'))]).toEqual(numbers(1, 60)), 20_000);
    });

    it('names the end offsets', async () => {
      const sum = async () => (await log.endOffsets(topic)).reduce((a, b) => a + b, 0);
      expect((await log.endOffsets(topic)).length).toBe(await log.partitionsOf(topic));
      const before = await sum();
      await send(topic, 'a', '1', '2', '3');
      expect(await sum() - before).toBe(3);
    });

    it('saves the checkpoint of a batch without messages, and rejects when it cannot be saved', async () => {
      const producer = await log.producer('registry');
      let saves = 0;
      await producer.send([], () => Promise.resolve(void saves++));
      expect(saves).toBe(1);
      await expect(producer.send(await records(topic, 'a', ['1']), () => Promise.reject(new Error('lease lost')))).rejects.toThrow('lease lost');
      await producer.close();
    });

    it('names a topic that is missing', async () => {
      const missing = 'throughline.registry.alias.v1';
      await expect(log.subscribe({ group: 'g', topics: [topic, missing], handlers: memoryConsumer(new GroupMemory()), maxBatch: 1 })).rejects.toThrow(missing);
      await expect(log.endOffsets(missing)).rejects.toThrow(missing);
      const producer = await log.producer('registry');
      const record: LogRecord = { topic: missing, partition: 0, key: 'a', headers: {}, value: '{}' };
      await expect(producer.send([record], saved)).rejects.toThrow(missing);
      await producer.close();
    });
  });
};
