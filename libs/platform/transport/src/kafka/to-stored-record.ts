import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { StoredRecord, TopicPartition } from '../log-transport.ts';

const headersOf = (headers: IHeaders | undefined): Record<string, string> => Object.fromEntries(Object.entries(headers ?? {}).flatMap(([name, value]) => {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last == null ? [] : [[name, last.toString()]];
}));

/** A message as it lies in Kafka. A value that is missing becomes the empty text, which no envelope allows. */
export const toStoredRecord = ({ topic, partition }: TopicPartition, message: KafkaMessage): StoredRecord => ({
  topic, partition, offset: Number(message.offset), key: message.key?.toString() ?? '', headers: headersOf(message.headers), value: message.value?.toString() ?? '',
});
