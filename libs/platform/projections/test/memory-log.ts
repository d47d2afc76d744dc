import { type LogProducer, type LogSubscription, type LogTransport, RetryLater, type StoredRecord, type TopicPartition } from '@throughline/transport';

type SubscribeOptions = Parameters<LogTransport['subscribe']>[0];

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

interface Pump { readonly partition: TopicPartition; stop(): Promise<void> }

/** A log of many partitions in memory, kept by a coordinator: whenever a member of a group comes or goes, all its partitions are assigned anew. */
export class MemoryLog implements LogTransport {
  readonly kind = 'kafka';
  readonly #partitions: number;
  readonly #topics = new Map<string, StoredRecord[][]>();
  readonly #next = new Map<string, number[]>();
  readonly #members = new Map<string, { readonly options: SubscribeOptions; pumps: Pump[] }[]>();
  /** Partitions whose batch is being handled, and the most there ever were at once. */
  readonly busy = new Set<string>();
  atOnce = 0;
  asked = 0;

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    for (const topic of topics) if (!this.#topics.has(topic)) this.#topics.set(topic, Array.from({ length: this.#partitions }, () => []));
  }

  async partitionsOf(): Promise<number> {
    return this.#partitions;
  }

  async endOffsets(topic: string): Promise<readonly number[]> {
    this.asked++;
    return [...this.#ends(topic)];
  }

  async lastRecords(topic: string): Promise<readonly (StoredRecord | null)[]> {
    return this.#of(topic).map((records) => records.at(-1) ?? null);
  }

  unreachableSince(): Date | null {
    return null;
  }

  async producer(): Promise<LogProducer> {
    return {
      send: async (records, save) => {
        for (const record of records) {
          const offset = this.#ends(record.topic)[record.partition]!;
          this.#of(record.topic)[record.partition]!.push({ ...record, offset });
          this.#ends(record.topic)[record.partition] = offset + 1;
        }
        await save(null);
      },
      close: async () => undefined,
    };
  }

  async subscribe(options: SubscribeOptions): Promise<LogSubscription> {
    const group = this.#members.get(options.group) ?? [];
    this.#members.set(options.group, group);
    const member = { options, pumps: [] };
    group.push(member);
    await this.#rebalance(group);
    return { wake: () => undefined, stop: async () => {
      const [gone] = group.splice(group.indexOf(member), 1);
      await Promise.all(gone!.pumps.map((p) => p.stop()));
      await this.#rebalance(group);
    } };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#members.values()].flat().flatMap((m) => m.pumps.map((p) => p.stop())));
  }

  /** Deletes what lies before an offset of each partition; the ends stay. */
  deleteBefore(topic: string, offsets: readonly number[]): void {
    this.#of(topic).forEach((records, partition) => { records.splice(0, records.filter((r) => r.offset < offsets[partition]!).length); });
  }

  #ends(topic: string): number[] {
    const ends = this.#next.get(topic) ?? this.#of(topic).map(() => 0);
    this.#next.set(topic, ends);
    return ends;
  }

  #of(topic: string): StoredRecord[][] {
    const partitions = this.#topics.get(topic);
    if (!partitions) throw new Error(`topic ${topic} does not exist`);
    return partitions;
  }

  async #rebalance(group: { readonly options: SubscribeOptions; pumps: Pump[] }[]): Promise<void> {
    await Promise.all(group.flatMap((m) => m.pumps.splice(0).map((p) => p.stop())));
    group.forEach((member, n) => {
      const mine = member.options.topics.flatMap((topic) => this.#of(topic).map((_, partition) => ({ topic, partition }))).filter((_, i) => i % group.length === n);
      const starts = this.#starts(member.options, mine);
      member.pumps = mine.map((partition, i) => this.#pump(member.options, partition, starts.then((s) => s?.[i])));
    });
  }

  async #starts({ handlers }: SubscribeOptions, mine: readonly TopicPartition[]): Promise<readonly number[] | undefined> {
    return mine.length === 0 ? [] : handlers.assigned(mine).catch(() => undefined);
  }

  #pump({ handlers, maxBatch }: SubscribeOptions, partition: TopicPartition, start: Promise<number | undefined>): Pump {
    let stopped = false;
    const key = `${partition.topic}/${partition.partition}`;
    const run = async (): Promise<void> => {
      let next = await start;
      while (!stopped) {
        try {
          next ??= (await handlers.assigned([partition]))[0]!;
          const from = next;
          const records = this.#of(partition.topic)[partition.partition]!.filter((r) => r.offset >= from).slice(0, maxBatch);
          if (records.length === 0) {
            await pause(5);
            continue;
          }
          this.busy.add(key);
          this.atOnce = Math.max(this.atOnce, this.busy.size);
          await handlers.batch(partition, records).finally(() => this.busy.delete(key));
          next = records.at(-1)!.offset + 1;
        } catch (error) {
          next = undefined;
          await pause(error instanceof RetryLater ? Math.min(error.delayMs, 100) : 20);
        }
      }
    };
    const running = run();
    return { partition, stop: async () => { stopped = true; await running; } };
  }
}
