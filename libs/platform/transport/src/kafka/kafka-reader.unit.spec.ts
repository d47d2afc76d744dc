import type { Kafka } from 'kafkajs';
import { KafkaReader } from './kafka-reader.ts';

/** A cluster of one partition with these offsets, whose leader answers fetches one after the other: with the offsets of messages. */
const bench = (start: number, end: number, ...answers: readonly number[][]) => {
  const fetched: number[] = [];
  const broker = {
    fetch: (request: { topics: [{ partitions: [{ fetchOffset: string }] }] }) => {
      fetched.push(Number(request.topics[0].partitions[0].fetchOffset));
      const messages = (answers[fetched.length - 1] ?? answers.at(-1)!).map((offset) => ({ offset: String(offset), key: Buffer.from('k'), value: Buffer.from(`at ${offset}`), headers: {} }));
      return Promise.resolve({ responses: [{ topicName: 't', partitions: [{ partition: 0, messages }] }] });
    },
  };
  const cluster = {
    connect: async () => undefined, disconnect: async () => undefined, refreshMetadata: async () => undefined, addMultipleTargetTopics: async () => undefined,
    findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 1 }], findLeaderForPartitions: () => ({ 1: [0] }), findBroker: async () => broker,
    fetchTopicsOffset: async ([{ fromBeginning }]: [{ fromBeginning: boolean }]) => [{ topic: 't', partitions: [{ partition: 0, offset: String(fromBeginning ? start : end) }] }],
  };
  const reader = new KafkaReader({ [Symbol('private:Kafka:createCluster')]: () => cluster } as unknown as Kafka);
  return { reader, fetched };
};

describe('the last message of a partition', () => {
  it('is the one before its end, whatever is fetched with it', async () => {
    const { reader, fetched } = bench(0, 42, [40, 41]);
    expect(await reader.last('t')).toMatchObject([{ offset: 41, value: 'at 41' }]);
    expect(fetched).toEqual([41]);
  });

  it('is not there where the partition holds none, also when it held some', async () => {
    for (const offset of [0, 42]) expect(await bench(offset, offset, []).reader.last('t')).toEqual([null]);
  });

  it('is asked for again, and then missed aloud, where the broker hands out none: a relay would take silence for a log that fits', async () => {
    expect(await bench(0, 42, [], [41]).reader.last('t')).toMatchObject([{ offset: 41 }]);
    const { reader, fetched } = bench(0, 42, []);
    await expect(reader.last('t')).rejects.toThrow('Kafka did not hand out the last message of t/0, offset 41');
    expect(fetched).toEqual([41, 41, 41]);
  });
});
