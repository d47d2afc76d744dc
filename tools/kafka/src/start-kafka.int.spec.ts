import { join } from 'node:path';
import { asAdmin, read, send } from '../test/messages.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { startKafka, type KafkaCluster } from './start-kafka.ts';

let running: KafkaCluster | undefined;
const start = async (dataDir: string, nodes: 1 | 3 = 1): Promise<KafkaCluster> => (running = await startKafka({ dataDir, nodes }));

afterEach(async () => {
  await running?.stop();
  running = undefined;
  await removeTemporaryFolders();
});

describe('a broker', () => {
  it('keeps what it acknowledged, and its address, over SIGKILL and over a stop', async () => {
    const dataDir = await temporaryFolder();
    const kafka = await start(dataDir);
    const [node] = kafka.nodes;
    await asAdmin(kafka.brokers, (admin) => admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] }));
    await send(kafka.brokers, 'kept', ['before']);

    const killed = node?.pid;
    await node?.end('SIGKILL');
    expect(node?.pid).toBeUndefined();
    await node?.start();
    expect(node?.pid).not.toBe(killed);
    await send(kafka.brokers, 'kept', ['between']);
    expect(await read(kafka.brokers, 'kept', 2)).toEqual(['before', 'between']);

    await kafka.stop();
    expect(kafka.nodes.map(({ pid }) => pid)).toEqual([undefined]);
    const again = await start(dataDir);
    await send(again.brokers, 'kept', ['after']);
    expect(await read(again.brokers, 'kept', 3)).toEqual(['before', 'between', 'after']);
  });

  it('makes no topic by itself', async () => {
    const { brokers } = await start(await temporaryFolder());
    await expect(send(brokers, 'never-made', ['lost'], 3)).rejects.toThrow(/does not host this topic-partition/);
    expect(await asAdmin(brokers, (admin) => admin.listTopics())).toEqual([]);
  });

  it('halts on SIGSTOP, goes on after SIGCONT, and can be stopped while it is halted', async () => {
    const kafka = await start(await temporaryFolder());
    const [node] = kafka.nodes;
    node?.signal('SIGSTOP');
    await expect(asAdmin(kafka.brokers, (admin) => admin.listTopics(), 0)).rejects.toThrow(/timed out|timeout/i);
    node?.signal('SIGCONT');
    expect(await asAdmin(kafka.brokers, (admin) => admin.listTopics())).toEqual([]);
    node?.signal('SIGSTOP');
    await kafka.stop();
    expect(node?.pid).toBeUndefined();
    expect(() => node?.signal('SIGCONT')).toThrow('Node 1 does not run');
  });
});

describe('three brokers', () => {
  it('keep three copies by default, and acknowledge with one of them killed', async () => {
    const kafka = await start(await temporaryFolder(), 3);
    expect(new Set(kafka.brokers).size).toBe(3);
    await asAdmin(kafka.brokers, (admin) => admin.createTopics({ topics: [{ topic: 'copied', numPartitions: 1 }], waitForLeaders: true }));
    const copies = async () => (await asAdmin(kafka.brokers, (admin) => admin.fetchTopicMetadata({ topics: ['copied'] }))).topics[0]?.partitions[0];
    expect([...(await copies())?.replicas ?? []].sort()).toEqual([1, 2, 3]);
    await send(kafka.brokers, 'copied', ['with three']);

    const leader = kafka.nodes[((await copies())?.leader ?? 0) - 1];
    await leader?.end('SIGKILL');
    await send(kafka.brokers, 'copied', ['with two']);
    await leader?.start();
    expect(await read(kafka.brokers, 'copied', 2)).toEqual(['with three', 'with two']);
  }, 120_000);
});

describe('a folder that cannot be used', () => {
  it('is refused with the way out', async () => {
    const dataDir = await temporaryFolder();
    await (await start(dataDir)).stop();
    await expect(startKafka({ dataDir, nodes: 3 })).rejects.toThrow(`${dataDir} holds a Kafka of 1 node(s), not 3`);
    await expect(startKafka({ dataDir: join(dataDir, 'a,b') })).rejects.toThrow('dataDir: Kafka takes no folder with a comma');
  });
});
