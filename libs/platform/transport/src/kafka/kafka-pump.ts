import { Alarm, BackOff } from '../loop/index.ts';
import { RetryLater, type ConsumerHandlers, type StoredRecord, type TopicPartition } from '../log-transport.ts';
import { PartitionQueue } from './partition-queue.ts';

/** A piece of a partition as it was fetched. */
export interface Fetched {
  /** Offset that was asked for. */
  readonly from: number;
  readonly records: readonly StoredRecord[];
  /** Offset after the last message of this piece, and of the partition. */
  readonly next: number;
  readonly end: number;
}

/** What a pump needs around it. */
export interface PumpLink {
  readonly group: string;
  readonly maxBatch: number;
  readonly batch: ConsumerHandlers['batch'];
  /** Asks the subscriber where to start. */
  ask(partition: TopicPartition): Promise<number>;
  /** Makes the client fetch from there, and go on fetching. */
  seek(partition: TopicPartition, offset: number): void;
  resume(partition: TopicPartition): void;
  committed(partition: TopicPartition, next: number): void;
  report(error: unknown, where: string): void;
}

/** Held in memory beyond the batch in hand, at most: then fetching waits. */
const WAITING_BYTES = 256 * 1024;

/**
 * Delivers one partition to one subscriber, one batch at a time, over all assignments of the process: a batch in hand is finished before
 * the next assignment's first one begins. It never gives up.
 */
export class KafkaPump {
  readonly partition: TopicPartition;
  readonly #link: PumpLink;
  readonly #queue = new PartitionQueue();
  readonly #alarm = new Alarm();
  readonly #backOff = new BackOff(200, 30_000);
  readonly #waiters = new Set<() => void>();
  #owned = false;
  /** Counts assignments: what was begun in an earlier one says nothing about this one. */
  #assignment = 0;
  #placed = false;
  #next: number | null = null;
  #end = 0;
  #offered: number | null = null;
  #trouble: Error | null = null;
  #resting = false;
  #paused = false;
  #quietSince = Date.now();
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(partition: TopicPartition, link: PumpLink) {
    this.partition = partition;
    this.#link = link;
    this.#running = this.#run();
  }

  get owned(): boolean {
    return this.#owned;
  }

  /** The partition is this member's from now on, also where it was before. */
  assign(): void {
    this.#begin(true);
  }

  revoke(): void {
    this.#begin(false);
  }

  /** Takes what was fetched; answers whether it belonged here. */
  feed(fetched: Fetched): boolean {
    if (!this.#placed || this.#stopped) return false;
    this.#end = Math.max(this.#end, fetched.end);
    if (fetched.from !== this.#queue.fetchNext && !this.#acceptable(fetched.from)) return false;
    this.#offered = null;
    this.#queue.append(fetched.records, fetched.next);
    this.#alarm.ring();
    return true;
  }

  /** More may be fetched. */
  get hungry(): boolean {
    return this.#placed && this.#queue.length <= this.#link.maxBatch && this.#queue.bytes <= WAITING_BYTES;
  }

  /** It waits on purpose: fetching more is no use for now. */
  get resting(): boolean {
    return this.#resting;
  }

  /** The client fetches this partition no more, until the pump asks it to. */
  paused(): void {
    this.#paused = true;
  }

  /** Resolves at the next change, or after a while. */
  async change(ms: number): Promise<void> {
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => { wake = resolve; });
    const timer = setTimeout(wake, ms);
    this.#waiters.add(wake);
    await woken;
    clearTimeout(timer);
    this.#waiters.delete(wake);
  }

  /** Messages that wait, or null while the start is not known. Told where the partition ends now. */
  lag(end: number): number | null {
    this.#end = Math.max(this.#end, end);
    return this.#next === null ? null : Math.max(0, this.#end - this.#next);
  }

  /** Since when messages wait, nothing was committed and no back-off was declared; null when that is not so. */
  standsStillSince(end: number): number | null {
    const waits = this.#owned && !this.#resting && this.lag(end) !== 0;
    if (!waits) this.#quietSince = Date.now();
    return waits ? this.#quietSince : null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#running;
  }

  #begin(owned: boolean): void {
    this.#assignment++;
    this.#owned = owned;
    this.#placed = false;
    this.#paused = false;
    this.#next = null;
    this.#trouble = null;
    this.#offered = null;
    this.#queue.restartAt(0);
    this.#alarm.ring();
    this.#changed();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const assignment = this.#assignment;
      try {
        await this.#step(assignment);
      } catch (error) {
        if (assignment === this.#assignment) this.#next = null;
        await this.#rest(error, assignment);
      }
    }
    this.#changed();
  }

  async #step(assignment: number): Promise<void> {
    if (this.#trouble) throw this.#trouble;
    if (this.#owned && this.#next === null) {
      const offset = await this.#link.ask(this.partition);
      if (assignment === this.#assignment) this.#place(offset);
    } else if (this.#owned && this.#queue.length > 0) {
      await this.#deliver(assignment);
    } else {
      await this.#alarm.wait(60_000);
    }
  }

  #place(offset: number): void {
    if (!this.#placed || !this.#queue.startAt(offset)) {
      this.#queue.restartAt(offset);
      this.#link.seek(this.partition, offset);
    }
    this.#placed = true;
    this.#next = offset;
    this.#changed();
  }

  async #deliver(assignment: number): Promise<void> {
    const records = this.#queue.first(this.#link.maxBatch);
    await this.#link.batch(this.partition, records);
    this.#backOff.reset();
    this.#quietSince = Date.now();
    if (assignment !== this.#assignment) return;
    this.#next = records.at(-1)!.offset + 1;
    this.#queue.startAt(this.#next);
    this.#link.committed(this.partition, this.#next);
    this.#changed();
  }

  async #rest(error: unknown, assignment: number): Promise<void> {
    this.#trouble = null;
    if (!(error instanceof RetryLater)) this.#link.report(error, `${this.#link.group} on ${this.partition.topic}/${this.partition.partition}`);
    this.#resting = true;
    this.#changed();
    await this.#alarm.waitOut(error instanceof RetryLater ? error.delayMs : this.#backOff.next(), () => this.#stopped || assignment !== this.#assignment);
    this.#resting = false;
    this.#quietSince = Date.now();
  }

  /**
   * Another offset came than the one that is next. What was under way when we sought comes once: seek again. When the same comes again, the log has no
   * other answer: it begins further on, or it ends before what the subscriber has seen.
   */
  #acceptable(from: number): boolean {
    const { topic, partition } = this.partition;
    const next = this.#queue.fetchNext;
    const again = this.#offered === from;
    this.#offered = from;
    if (!again) {
      this.#link.seek(this.partition, next);
      return false;
    }
    if (from > next) {
      this.#link.report(new Error(`the messages ${next} to ${from - 1} of ${topic}/${partition} are no longer in the log`), `${this.#link.group} on ${topic}/${partition}`);
      return true;
    }
    this.#trouble = new Error(`${this.#link.group} stands at offset ${next} of ${topic}/${partition}, which ends before it: was the log restored to an earlier state?`);
    this.#placed = false;
    this.#alarm.ring();
    return false;
  }

  /** Wakes who waits, and fetching where it was paused. */
  #changed(): void {
    if (this.#paused && this.hungry) {
      this.#paused = false;
      this.#link.resume(this.partition);
    }
    for (const wake of this.#waiters) wake();
  }
}
