import type { ConsumerHandlers, StoredRecord, TopicPartition } from '../src/log-transport.ts';

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** The database of a consumer group: where each partition stands, and what was done, committed together. */
export class GroupMemory {
  readonly done: StoredRecord[] = [];
  readonly #offsets = new Map<string, number>();

  nextOffset(partition: TopicPartition): number {
    return this.#offsets.get(keyOf(partition)) ?? 0;
  }

  /** As the consumer's transaction does it: duplicates are dropped. */
  commit(partition: TopicPartition, records: readonly StoredRecord[]): void {
    for (const record of records) {
      if (record.offset < this.nextOffset(partition)) continue;
      this.done.push(record);
      this.#offsets.set(keyOf(partition), record.offset + 1);
    }
  }
}

/** A consumer that does nothing but remember. `before` runs ahead of the commit and may throw. */
export const memoryConsumer = (
  memory: GroupMemory, before: (partition: TopicPartition, records: readonly StoredRecord[]) => Promise<void> = () => Promise.resolve(),
): ConsumerHandlers => ({
  assigned: (partitions) => Promise.resolve(partitions.map((p) => memory.nextOffset(p))),
  batch: async (partition, records) => {
    await before(partition, records);
    memory.commit(partition, records);
  },
});
