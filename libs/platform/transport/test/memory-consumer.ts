import { RetryLater, type ConsumerHandlers, type StoredRecord, type TopicPartition } from '../src/log-transport.ts';

type Before = (partition: TopicPartition, records: readonly StoredRecord[]) => Promise<void>;

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
const nothing: Before = () => Promise.resolve();

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

/** A group's database that several members share: who was assigned a partition last may commit to it, as the generation of `consumer_partition` has it. */
export class FencedMemory extends GroupMemory {
  readonly #owners = new Map<string, { readonly who: string; readonly generation: number }>();

  assignedTo(who: string): string[] {
    return [...this.#owners].filter(([, owner]) => owner.who === who).map(([key]) => key);
  }

  member(who: string, before = nothing): ConsumerHandlers {
    const mine = new Map<string, number>();
    return {
      assigned: (partitions) => Promise.resolve(partitions.map((partition) => {
        const generation = (this.#owners.get(keyOf(partition))?.generation ?? 0) + 1;
        this.#owners.set(keyOf(partition), { who, generation });
        mine.set(keyOf(partition), generation);
        return this.nextOffset(partition);
      })),
      batch: async (partition, records) => {
        await before(partition, records);
        if (this.#owners.get(keyOf(partition))?.generation !== mine.get(keyOf(partition))) throw new RetryLater(50, { cause: new Error('ownership lost') });
        if (records[0]!.offset > this.nextOffset(partition)) throw new Error(`a gap before ${records[0]!.offset} of ${keyOf(partition)}`);
        this.commit(partition, records);
      },
    };
  }
}

/** A consumer that does nothing but remember. `before` runs ahead of the commit and may throw. */
export const memoryConsumer = (memory: GroupMemory, before = nothing): ConsumerHandlers => ({
  assigned: (partitions) => Promise.resolve(partitions.map((p) => memory.nextOffset(p))),
  batch: async (partition, records) => {
    await before(partition, records);
    memory.commit(partition, records);
  },
});
