import { RetryLater, type LogSubscription, type LogTransport, type TopicPartition } from '../src/log-transport.ts';
import { conformanceBench, type LogTransportHarness, numbers, OTHER, TOPIC, valuesOf } from './conformance-bench.ts';
import { FencedMemory, GroupMemory } from './memory-consumer.ts';
import { eventually } from './store-fixture.ts';

/** What a relay and a consumer rely on while members come and go, handlers fail and servers restart. */
export const describeLogTransportInHardship = (name: string, factory: () => Promise<LogTransportHarness>): void => {
  describe(`${name} as a log transport in hardship`, () => {
    const { log, harness, connect, records, sendAll, send, subscribe } = conformanceBench(factory);
    const keys = Array.from({ length: 12 }, (_, n) => 'k'.repeat(n + 1));

    it('loses nothing and does nothing twice when a second member joins in the middle of batches', async () => {
      const memory = new FencedMemory();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      const running = new Map<string, number>();
      const overlaps: string[] = [];
      const member = (who: string, via: LogTransport): Promise<LogSubscription> => via.subscribe({ group: 'g', topics: [TOPIC, OTHER], maxBatch: 3, handlers: memory.member(who, async (partition) => {
        const key = `${who} ${partition.topic}/${partition.partition}`;
        running.set(key, (running.get(key) ?? 0) + 1);
        if (running.get(key)! > 1) overlaps.push(key);
        await held;
        running.set(key, running.get(key)! - 1);
      }) });
      await member('ann', connect());
      for (const key of keys) await send(TOPIC, key, ...numbers(1, 7));
      await eventually(() => expect([...running.values()].some((n) => n === 1)).toBe(true));
      // The first member's handlers are busy, and must not keep the second one out.
      await member('bo', connect());
      await eventually(() => expect(memory.assignedTo('bo')).not.toHaveLength(0), 20_000);
      for (const key of keys) await send(TOPIC, key, ...numbers(8, 12));
      release();
      await eventually(() => expect(keys.map((key) => valuesOf(memory, key))).toEqual(keys.map(() => numbers(1, 12))), 30_000);
      expect(overlaps).toEqual([]);
    });

    it('backs off from a handler that throws anything, reports it, and goes on with the same message', async () => {
      const memory = new GroupMemory();
      const reports: string[] = [];
      const tries: string[] = [];
      const via = connect((error) => reports.push(String(error)));
      await subscribe(memory, { via, maxBatch: 1, before: (_, [record]) => {
        tries.push(record!.value);
        return tries.length < 3 ? Promise.reject(new Error('broken handler')) : Promise.resolve();
      } });
      await send(TOPIC, 'a', '1', '2');
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(['1', '2']));
      expect(tries.slice(0, 3)).toEqual(['1', '1', '1']);
      expect(reports.filter((report) => report.includes('broken handler'))).toHaveLength(2);
    });

    it('asks again later when the subscriber cannot say where to start', async () => {
      const memory = new GroupMemory();
      let asked = 0;
      const reports: string[] = [];
      await connect((error) => reports.push(String(error))).subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: {
        assigned: (partitions) => (++asked < 3 ? Promise.reject(new Error('database away')) : Promise.resolve(partitions.map((p) => memory.nextOffset(p)))),
        batch: (partition, batch) => Promise.resolve(memory.commit(partition, batch)),
      } });
      await send(TOPIC, 'a', ...numbers(1, 3));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 3)));
      expect(reports.some((report) => report.includes('database away'))).toBe(true);
    });

    it('stops at once while a partition waits out its back-off', async () => {
      const memory = new GroupMemory();
      let failed = 0;
      const subscription = await subscribe(memory, { before: () => {
        failed++;
        return Promise.reject(new RetryLater(3_600_000, { cause: new Error('later') }));
      } });
      await send(TOPIC, 'a', '1');
      await eventually(() => expect(failed).toBe(1));
      await subscription.stop();
      expect(memory.done).toEqual([]);
    });

    it('leaves nothing behind when it is stopped while it still joins', async () => {
      const memory = new GroupMemory();
      await subscribe(memory);
      for (const key of keys) await send(TOPIC, key, '1');
      await eventually(() => expect(keys.map((key) => valuesOf(memory, key))).toEqual(keys.map(() => ['1'])));
      // Their joining waits for the first member, so the stops come in the middle of it.
      await Promise.all([0, 20, 60, 120, 240].map(async (wait) => {
        const subscription = await subscribe(memory, { via: connect() });
        await new Promise((resolve) => { setTimeout(resolve, wait); });
        await subscription.stop();
      }));
      for (const key of keys) await send(TOPIC, key, '2', '3');
      await eventually(() => expect(keys.map((key) => valuesOf(memory, key))).toEqual(keys.map(() => ['1', '2', '3'])), 20_000);
    });

    it('starts again from an earlier offset when the subscriber goes back', async () => {
      const memory = new GroupMemory();
      const seen: string[] = [];
      let wentBack: number | undefined;
      await connect().subscribe({ group: 'g', topics: [TOPIC], maxBatch: 2, handlers: {
        assigned: (partitions) => Promise.resolve(partitions.map((p) => (wentBack ? 0 : memory.nextOffset(p)))),
        batch: (partition, batch) => {
          seen.push(...batch.map((r) => r.value));
          if (seen.length >= 6 && !wentBack) {
            wentBack = seen.length;
            return Promise.reject(new RetryLater(1, { cause: new Error('the database was restored') }));
          }
          return Promise.resolve(memory.commit(partition, batch));
        },
      } });
      await send(TOPIC, 'a', ...numbers(1, 8));
      await eventually(() => expect([...new Set(seen.slice(wentBack))]).toEqual(numbers(1, 8)));
      await eventually(() => expect(valuesOf(memory, 'a')).toEqual(numbers(1, 8)));
    });

    it('carries more of one partition than a request may hold', async () => {
      const memory = new GroupMemory();
      await subscribe(memory, { maxBatch: 4 });
      const values = Array.from({ length: 30 }, (_, n) => `${n} ${'é'.repeat(20_000)}`);
      await sendAll([...await records(TOPIC, 'a', values), ...await records(OTHER, 'bb', values)]);
      await eventually(() => expect([valuesOf(memory, 'a').length, valuesOf(memory, 'bb').length]).toEqual([30, 30]));
      expect(valuesOf(memory, 'a')).toEqual(values);
    });

    it('lets the others flow while one handler is slow, however much waits for it', async () => {
      const memory = new GroupMemory();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      await subscribe(memory, { maxBatch: 20, before: ({ topic }) => (topic === TOPIC ? held : Promise.resolve()) });
      for (let n = 0; n < 10; n++) {
        await send(TOPIC, 'a', ...numbers(n * 100 + 1, n * 100 + 100));
        await send(OTHER, 'bb', ...numbers(n * 100 + 1, n * 100 + 100));
      }
      await eventually(() => expect(valuesOf(memory, 'bb')).toHaveLength(1_000), 20_000);
      expect(valuesOf(memory, 'a')).toEqual([]);
      release();
      await eventually(() => expect(valuesOf(memory, 'a')).toHaveLength(1_000), 20_000);
      expect([valuesOf(memory, 'a'), valuesOf(memory, 'bb')]).toEqual([numbers(1, 1_000), numbers(1, 1_000)]);
    });

    it('keeps the order of twelve partitions when a batch mixes them', async () => {
      const memory = new GroupMemory();
      const mixed = await Promise.all(keys.map((key) => records(TOPIC, key, numbers(1, 100))));
      await sendAll(numbers(0, 99).flatMap((n) => mixed.map((of) => of[Number(n)]!)));
      await subscribe(memory, { maxBatch: 7 });
      await eventually(() => expect(memory.done).toHaveLength(1200));
      expect(keys.map((key) => valuesOf(memory, key))).toEqual(keys.map(() => numbers(1, 100)));
    });

    it.each(['killed', 'stopped'] as const)('loses nothing when the server is %s and comes back in mid-stream', async (how) => {
      const memory = new GroupMemory();
      const overlaps: TopicPartition[] = [];
      let running = 0;
      await subscribe(memory, { before: async (partition) => {
        if (++running > 1) overlaps.push(partition);
        await Promise.resolve();
        running--;
      } });
      for (let n = 1; n <= 40; n++) {
        if (n === 20) await harness().restart(how);
        // As a relay does it: again until acknowledged.
        await eventually(() => send(TOPIC, 'a', String(n)));
      }
      await eventually(() => expect([...new Set(valuesOf(memory, 'a'))]).toEqual(numbers(1, 40)), 30_000);
      expect(overlaps).toEqual([]);
      await eventually(() => expect(log().unreachableSince()).toBeNull());
    });
  });
};
