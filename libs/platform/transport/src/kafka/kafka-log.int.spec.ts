import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import { RetryLater, type LogRecord } from '../log-transport.ts';
import { OTHER, saved, TOPIC } from '../../test/conformance-bench.ts';
import { recreateTopics } from '../../test/kafka-topics.ts';
import { GroupMemory, memoryConsumer } from '../../test/memory-consumer.ts';
import { eventually } from '../../test/store-fixture.ts';
import { kafkaClient, type KafkaLogOptions } from './kafka-options.ts';
import { KafkaLog } from './kafka-log.ts';

const HURRY = { maxWaitMs: 250, heartbeatMs: 500, sessionTimeoutMs: 6_000, lookMs: 200 };

describe('Kafka', () => {
  let folder: string;
  let kafka: KafkaCluster;
  let logs: KafkaLog[];
  let reports: string[];

  const open = (options: Partial<KafkaLogOptions> = {}): KafkaLog => {
    const log = new KafkaLog({ brokers: kafka.brokers, clientId: 'spec', tuning: HURRY, report: (error, where) => { reports.push(`${where}: ${String(error)}`); }, ...options });
    logs.push(log);
    return log;
  };
  const admin = async <T>(work: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<T>): Promise<T> => {
    const client = kafkaClient({ brokers: kafka.brokers, clientId: 'spec' }).admin();
    await client.connect();
    return work(client).finally(() => client.disconnect());
  };
  const deleteBefore = (offset: string): Promise<void> => admin(async (client) => {
    await client.fetchTopicOffsets(TOPIC); // without it kafkajs knows no leader to ask
    await client.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset }] });
  });
  const message = (value: string, over: Partial<LogRecord> = {}): LogRecord => ({ topic: TOPIC, partition: 0, key: 'k', headers: {}, value, ...over });
  const send = async (log: KafkaLog, ...values: string[]): Promise<void> => {
    const producer = await log.producer('registry');
    await producer.send(values.map((value) => message(value)), saved).finally(() => producer.close());
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
    kafka = await startKafka({ dataDir: folder });
  });
  beforeEach(async () => {
    [logs, reports] = [[], []];
    await recreateTopics(kafka.brokers, [TOPIC, OTHER]);
  });
  afterEach(async () => { await Promise.all(logs.map((log) => log.close())); });
  afterAll(async () => {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('names every missing topic and how to make them, and makes none', async () => {
    const log = open();
    const missing = ['throughline.training.recipe.v1', 'throughline.training.training-run.v1'];
    await expect(log.ensureTopics([TOPIC, ...missing])).rejects.toThrow(`${missing.join(', ')}. Make them: throughline topics apply`);
    await expect(log.subscribe({ group: 'g', topics: [...missing, TOPIC], maxBatch: 1, handlers: memoryConsumer(new GroupMemory()) })).rejects.toThrow(`g: topics do not exist in Kafka at ${kafka.brokers[0]}: ${missing.join(', ')}`);
    expect(await admin((client) => client.listTopics())).not.toContain(missing[0]);
  });

  it('tells since when it cannot be reached, for a consumer and for a relay, and when it can again', async () => {
    const reading = open();
    const memory = new GroupMemory();
    await reading.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(memory) });
    const writing = open();
    const producer = await writing.producer('registry');
    await producer.send([message('1')], saved);
    expect([reading.unreachableSince(), writing.unreachableSince()]).toEqual([null, null]);

    const before = Date.now();
    await kafka.nodes[0]!.end('SIGKILL');
    await expect(producer.send([message('2')], saved)).rejects.toThrow();
    await eventually(() => {
      for (const log of [reading, writing]) expect(log.unreachableSince()?.getTime()).toBeGreaterThanOrEqual(before);
    }, 30_000);
    const since = reading.unreachableSince();
    await expect(producer.send([message('2')], saved)).rejects.toThrow();
    expect(reading.unreachableSince()).toEqual(since);

    await kafka.nodes[0]!.start();
    await eventually(async () => producer.send([message('2')], saved), 30_000);
    await eventually(() => expect([reading.unreachableSince(), writing.unreachableSince()]).toEqual([null, null]), 30_000);
    await eventually(() => expect([...new Set(memory.done.map((r) => r.value))]).toEqual(['1', '2']), 30_000);
    expect(reports.filter((report) => report.includes('Kafka cannot be reached'))).toHaveLength(2);
  });

  it('stops, and refuses to begin, while no broker answers', async () => {
    const log = open();
    const memory = new GroupMemory();
    const subscription = await log.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(memory) });
    await send(log, '1');
    await eventually(() => expect(memory.done).toHaveLength(1));
    await kafka.nodes[0]!.end('SIGKILL');
    await subscription.stop();
    await expect(open().subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(memory) })).rejects.toThrow('g: ');
    await kafka.nodes[0]!.start();
    await send(log, '2');
    const after = open();
    await after.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(memory) });
    await eventually(() => expect(memory.done.map((r) => r.value)).toEqual(['1', '2']), 30_000);
  });

  it('notices a broker that takes connections and says nothing', async () => {
    const log = open();
    await log.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(new GroupMemory()) });
    kafka.nodes[0]!.signal('SIGSTOP');
    await eventually(() => expect(log.unreachableSince()).not.toBeNull(), 50_000);
    kafka.nodes[0]!.signal('SIGCONT');
    await eventually(() => expect(log.unreachableSince()).toBeNull(), 30_000);
  });

  it('goes on behind messages that were deleted, and says which they are', async () => {
    const log = open();
    await send(log, '1', '2', '3', '4', '5');
    await deleteBefore('3');
    const memory = new GroupMemory();
    await log.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 10, handlers: memoryConsumer(memory) });
    await eventually(() => expect(memory.done.map((r) => r.value)).toEqual(['4', '5']));
    expect(reports).toEqual(expect.arrayContaining([expect.stringContaining(`the messages 0 to 2 of ${TOPIC}/0 are no longer in the log`)]));
    expect((await log.lastRecords(TOPIC))[0]).toMatchObject({ value: '5', offset: 4 });
    await deleteBefore('5');
    await eventually(async () => expect((await log.lastRecords(TOPIC))[0]).toBeNull());
  });

  it('gives a consumer nothing that lies before its offset when the log ends earlier, and says so', async () => {
    const log = open();
    await send(log, '1', '2', '3');
    const seen: string[] = [];
    let asked = 0;
    await log.subscribe({ group: 'ahead', topics: [TOPIC], maxBatch: 10, handlers: {
      assigned: (partitions) => {
        if (partitions.some((p) => p.partition === 0)) asked++;
        return Promise.resolve(partitions.map((p) => (p.partition === 0 && asked < 3 ? 1_000 : 0)));
      },
      batch: (_, records) => { seen.push(...records.map((r) => r.value)); return Promise.resolve(); },
    } });
    // It asks again and again; here the subscriber comes to its senses the third time.
    await eventually(() => expect(seen).toEqual(['1', '2', '3']), 20_000);
    expect(reports.filter((report) => report.includes(`ahead stands at offset 1000 of ${TOPIC}/0, which ends before it`))).toHaveLength(2);
  });

  it('keeps the group\'s offset and its lag for tools', async () => {
    const lags: string[] = [];
    const log = open({ metrics: { lag: (group, topic, messages) => lags.push(`${group} ${topic} ${messages}`) } });
    let blocked = true;
    const memory = new GroupMemory();
    await log.subscribe({ group: 'g', topics: [TOPIC, OTHER], maxBatch: 2, handlers: memoryConsumer(memory, () => (blocked ? new Promise((resolve) => { setTimeout(resolve, 50); }) : Promise.resolve())) });
    await send(log, ...Array.from({ length: 60 }, (_, n) => String(n)));
    await eventually(() => expect(lags.some((lag) => /^g \S+model\.v1 [1-9]/.test(lag))).toBe(true));
    blocked = false;
    await eventually(() => expect(lags.slice(-2)).toEqual([`g ${TOPIC} 0`, `g ${OTHER} 0`]));
    await eventually(async () => {
      const [topic] = await admin((client) => client.fetchOffsets({ groupId: 'g', topics: [TOPIC] }));
      expect(topic!.partitions.find((p) => p.partition === 0)!.offset).toBe('60');
    });
  });

  it('is out of the group once it has stopped, also when it had not joined yet', async () => {
    const subscribe = () => open().subscribe({ group: 'g', topics: [TOPIC, OTHER], maxBatch: 10, handlers: memoryConsumer(new GroupMemory()) });
    const members = () => admin(async (client) => (await client.describeGroups(['g'])).groups[0]!.members.length);
    await subscribe();
    await eventually(async () => expect(await members()).toBe(1));
    // Their joining waits for the first member, so the stops come in the middle of it.
    await Promise.all([0, 20, 60, 120, 240].map(async (wait) => {
      const subscription = await subscribe();
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      await subscription.stop();
    }));
    expect(await members()).toBe(1);
  });

  it('builds its client anew when a handler hangs, and gives up when that does not help', async () => {
    const stuck: string[] = [];
    let running = 0;
    let most = 0;
    let release = (): void => undefined;
    const hangs = new Promise<void>((resolve) => { release = resolve; });
    const log = open({ tuning: { ...HURRY, stuckMs: 1_000 }, onStuck: (error) => stuck.push(error.message) });
    await log.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 1, handlers: memoryConsumer(new GroupMemory(), async () => {
      most = Math.max(most, ++running);
      await hangs;
      running--;
    }) });
    await send(log, '1', '2');
    await eventually(() => expect(stuck[0]).toBe('g: messages wait and nothing was committed for 1 s'), 30_000);
    expect(reports.filter((report) => report.includes('the client is built anew')).length).toBeGreaterThanOrEqual(2);
    expect(most).toBe(1);
    release();
  });

  it('does not take a declared back-off, or having nothing to do, for standing still', async () => {
    const log = open({ tuning: { ...HURRY, stuckMs: 400 } });
    let tries = 0;
    const memory = new GroupMemory();
    await log.subscribe({ group: 'g', topics: [TOPIC], maxBatch: 1, handlers: memoryConsumer(memory, () => {
      tries++;
      return tries === 1 ? Promise.reject(new RetryLater(2_000, { cause: new Error('a dependency') })) : Promise.resolve();
    }) });
    await send(log, '1');
    await eventually(() => expect(memory.done).toHaveLength(1));
    expect(reports.filter((report) => report.includes('built anew'))).toEqual([]);
  });
});
