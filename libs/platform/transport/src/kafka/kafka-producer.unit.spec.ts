import type { Producer, ProducerRecord, RecordMetadata } from 'kafkajs';
import type { LogRecord } from '../log-transport.ts';
import { KafkaProducer } from './kafka-producer.ts';

type Answer = (sent: ProducerRecord) => Promise<RecordMetadata[]>;

const acknowledged: Answer = ({ topic, messages }) => Promise.resolve([{ topicName: topic, partition: messages[0]!.partition!, errorCode: 0, baseOffset: '0' }]);

const bench = (answer: Answer = acknowledged) => {
  const sent: ProducerRecord[] = [];
  const outcomes: unknown[] = [];
  let underWay = 0;
  let most = 0;
  const fake = {
    connect: () => Promise.resolve(), disconnect: () => Promise.resolve(),
    send: async (record: ProducerRecord) => {
      sent.push(record);
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      return answer(record).finally(() => underWay--);
    },
  } as unknown as Producer;
  const producer = new KafkaProducer(fake, { partitionsOf: () => Promise.resolve(12), sent: (failure) => outcomes.push(failure), closed: () => undefined });
  return { producer, sent, outcomes, most: () => most, underWay: () => underWay };
};
const record = (partition: number, value: string, over: Partial<LogRecord> = {}): LogRecord => ({ topic: 't', partition, key: `k${partition}`, headers: {}, value, ...over });
const saves = () => {
  let count = 0;
  return { save: (client: unknown) => { expect(client).toBeNull(); count++; return Promise.resolve(); }, count: () => count };
};

describe('sending to Kafka', () => {
  it('keeps one partition in a send, the order in it, and at most twelve side by side', async () => {
    const { producer, sent, most } = bench();
    const { save, count } = saves();
    const topics = ['t', 'u'];
    await producer.send(Array.from({ length: 120 }, (_, n) => record(n % 12, String(n), { topic: topics[n % 2]! })), save);
    for (const { messages } of sent) expect(new Set(messages.map((m) => m.partition)).size).toBe(1);
    expect(sent).toHaveLength(12);
    expect(sent.find(({ messages }) => messages[0]!.partition === 1)!.messages.map((m) => m.value)).toEqual(Array.from({ length: 10 }, (_, n) => String(n * 12 + 1)));
    expect(most()).toBeLessThanOrEqual(12);
    expect(most()).toBeGreaterThan(1);
    expect(count()).toBe(1);
  });

  it('sends a partition piece by piece, one after the other, where it is more than a request may hold', async () => {
    const { producer, sent, most } = bench();
    await producer.send(Array.from({ length: 9 }, (_, n) => record(0, `${n}${'x'.repeat(100_000)}`)), saves().save);
    expect(sent.map(({ messages }) => messages.map((m) => String(m.value)[0]))).toEqual([['0', '1'], ['2', '3'], ['4', '5'], ['6', '7'], ['8']]);
    expect(most()).toBe(1);
  });

  it('drops headers without a value', async () => {
    const { producer, sent } = bench();
    await producer.send([record(0, '1', { headers: { there: 'x', empty: '', none: undefined, nil: null } as unknown as Record<string, string> })], saves().save);
    expect(sent[0]!.messages[0]!.headers).toEqual({ there: 'x', empty: '' });
  });

  it.each<[string, RecordMetadata[]]>([
    ['nothing', []],
    ['another partition', [{ topicName: 't', partition: 4, errorCode: 0 }]],
    ['another topic', [{ topicName: 'u', partition: 3, errorCode: 0 }]],
    ['an error', [{ topicName: 't', partition: 3, errorCode: 19 }]],
    ['more than was sent', [{ topicName: 't', partition: 3, errorCode: 0 }, { topicName: 't', partition: 4, errorCode: 0 }]],
  ])('rejects an answer that names %s, and saves nothing', async (_, answer) => {
    const { producer, outcomes } = bench(() => Promise.resolve(answer));
    const { save, count } = saves();
    await expect(producer.send([record(3, '1')], save)).rejects.toThrow('Kafka did not acknowledge what was sent to t/3');
    expect(count()).toBe(0);
    expect(outcomes).toHaveLength(1);
  });

  it('waits for every answer before it rejects, so that nothing is under way when the batch is repeated', async () => {
    const { producer, underWay } = bench(async (sent) => {
      if (sent.messages[0]!.partition === 0) throw new Error('leader gone');
      for (let n = 0; n < 20; n++) await new Promise(setImmediate);
      return acknowledged(sent);
    });
    await expect(producer.send(Array.from({ length: 12 }, (_, n) => record(n, '1')), saves().save)).rejects.toThrow('leader gone');
    expect(underWay()).toBe(0);
  });

  it('refuses a partition that the topic does not have', async () => {
    const { producer, sent } = bench();
    await expect(producer.send([record(0, '1'), record(12, '1')], saves().save)).rejects.toThrow('topic t has 12 partitions, and a message is meant for partition 12');
    expect(sent).toEqual([]);
  });
});
