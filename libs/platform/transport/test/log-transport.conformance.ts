import { RetryLater, type LogRecord, type StoredRecord, type TopicPartition } from '../src/log-transport.ts';
import { conformanceBench, type LogTransportHarness, numbers, OTHER, saved, TOPIC, valuesOf } from './conformance-bench.ts';
import { GroupMemory, memoryConsumer } from './memory-consumer.ts';
import { eventually } from './store-fixture.ts';

/** Everything that a relay and a consumer rely on, whichever log lies between them. */
export const describeLogTransport = (name: string, factory: () => Promise<LogTransportHarness>): void => {
  describe(`${name} as a log transport`, () => {
    const { log, harness, connect, records, send, subscribe } = conformanceBench(factory);

    it('keeps the order of a key, and every byte of value and headers', async () => {
      const memory = new GroupMemory();
      await subscribe(memory);
      const odd = '{"é":"\\u00e9 \u{1f680}","n":1.00,  "b":{} }';
      await send(TOPIC, 'a', ...numbers(1, 25), odd);
      await send(TOPIC, 'bb', ...numbers(1, 25));
      await eventually(() => {
        expect(valuesOf(memory, 'a')).toEqual([...numbers(1, 25), odd]);
        expect(valuesOf(memory, 'bb')).toEqual(numbers(1, 25));
      });
      expect(memory.done.find((r) => r.key === 'a')?.headers).toEqual({ ce_sequence: '1' });
      const offsets = memory.done.filter((r) => r.key === 'a').map((r) => r.offset);
      expect(offsets).toEqual([...offsets].sort((x, y) => x - y));
    });

    it('serves a late subscriber from the offset that it names, the first message included', async () => {
      await send(TOPIC, 'a', ...numbers(1, 5));
      const fromStart = new GroupMemory();
      await subscribe(fromStart, { group: 'late' });
      await eventually(() => expect(valuesOf(fromStart, 'a')).toEqual(numbers(1, 5)));
      const fromThree = new GroupMemory();
      fromThree.commit({ topic: TOPIC, partition: fromStart.done[0]!.partition }, fromStart.done.slice(0, 3));
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
      await send(TOPIC, 'a', ...numbers(1, 3));
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
      await send(TOPIC, 'a', ...numbers(1, 3));
      await eventually(() => expect(batches[0]).toBeDefined());
      await send(TOPIC, 'a', '4');
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 4)));
      expect(batches[1]![0]).toBe(String(Number(batches[0]!.at(-1)) + 1));
    });

    it('pauses one partition and lets the others flow', async () => {
      const memory = new GroupMemory();
      let blocked = true;
      await subscribe(memory, { before: ({ topic: of }) => (of === TOPIC && blocked ? Promise.reject(new RetryLater(20, { cause: new Error('blocked') })) : Promise.resolve()) });
      await send(TOPIC, 'a', '1', '2');
      await send(OTHER, 'bb', ...numbers(1, 30));
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
        if (partition.topic !== TOPIC) return;
        if (++running > 1) overlaps.push(partition);
        first.push(record!.value);
        if (first.length === 1) await new Promise((resolve) => setTimeout(resolve, harness().slowMs));
        running--;
      } });
      await send(TOPIC, 'a', '1', '2', '3');
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(['1', '2', '3']), harness().slowMs + 10_000);
      expect(overlaps).toEqual([]);
    });

    it('shares a group between two members without loss, and the one that stays takes over', async () => {
      const memory = new GroupMemory();
      const first = await subscribe(memory);
      await subscribe(memory);
      await send(TOPIC, 'a', ...numbers(1, 20));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 20)));
      await first.stop();
      await send(TOPIC, 'a', ...numbers(21, 40));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 40)));
    });

    it('serves every group', async () => {
      const memories = [new GroupMemory(), new GroupMemory(), new GroupMemory()];
      for (const [n, memory] of memories.entries()) await subscribe(memory, { group: `g${n}` });
      await send(TOPIC, 'a', ...numbers(1, 12));
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
      await send(TOPIC, 'a', '1', '2', '3', '4');
      await eventually(() => expect(seen).not.toHaveLength(0));
      const stopped = subscription.stop();
      release();
      await stopped;
      const done = valuesOf(memory, 'a');
      expect(done).toEqual(seen.map((r) => r.value));
      await send(TOPIC, 'a', '5');
      const next = new GroupMemory();
      await subscribe(next, { group: 'witness' });
      await eventually(() => expect(valuesOf(next, 'a')).toHaveLength(5));
      expect(valuesOf(memory, 'a')).toEqual(done);
    });

    it('goes on where the group stands after a restart of the process', async () => {
      const memory = new GroupMemory();
      const before = connect();
      await subscribe(memory, { via: before });
      await send(TOPIC, 'a', ...numbers(1, 10));
      await eventually(() => expect(valuesOf(memory, 'a')).toHaveLength(10));
      await before.close();
      await send(TOPIC, 'a', ...numbers(11, 20));
      await subscribe(memory, { via: connect() });
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 20)));
    });

    it('names the end offsets', async () => {
      const sum = async () => (await log().endOffsets(TOPIC)).reduce((a, b) => a + b, 0);
      expect((await log().endOffsets(TOPIC)).length).toBe(await log().partitionsOf(TOPIC));
      const before = await sum();
      await send(TOPIC, 'a', '1', '2', '3');
      expect(await sum() - before).toBe(3);
    });

    it('names the last message of each partition', async () => {
      const count = await log().partitionsOf(TOPIC);
      expect(await log().lastRecords(TOPIC)).toEqual(Array.from({ length: count }, () => null));
      await send(TOPIC, 'a', ...numbers(1, 30));
      const last = await log().lastRecords(TOPIC);
      expect(last).toHaveLength(count);
      expect(last.filter((record) => record !== null)).toEqual([
        { topic: TOPIC, partition: 1 % count, key: 'a', headers: { ce_sequence: '30' }, value: '30', offset: (await log().endOffsets(TOPIC))[1 % count]! - 1 },
      ]);
      expect(log().unreachableSince()).toBeNull();
    });

    it('saves the checkpoint of a batch without messages, and rejects when it cannot be saved', async () => {
      const producer = await log().producer('registry');
      let saves = 0;
      await producer.send([], () => Promise.resolve(void saves++));
      expect(saves).toBe(1);
      await expect(producer.send(await records(TOPIC, 'a', ['1']), () => Promise.reject(new Error('lease lost')))).rejects.toThrow('lease lost');
      await producer.close();
    });

    it('names a topic that is missing', async () => {
      const missing = 'throughline.registry.alias.v1';
      await expect(log().subscribe({ group: 'g', topics: [TOPIC, missing], handlers: memoryConsumer(new GroupMemory()), maxBatch: 1 })).rejects.toThrow(missing);
      await expect(log().endOffsets(missing)).rejects.toThrow(missing);
      await expect(log().lastRecords(missing)).rejects.toThrow(missing);
      const producer = await log().producer('registry');
      const record: LogRecord = { topic: missing, partition: 0, key: 'a', headers: {}, value: '{}' };
      await expect(producer.send([record], saved)).rejects.toThrow(missing);
      await producer.close();
    });
  });
};
