import { Alarm, BackOff } from '../loop/index.ts';
import { RetryLater, type ConsumerHandlers, type StoredRecord, type TopicPartition } from '../log-transport.ts';
import type { ReportFailure } from '../log-metrics.ts';

export interface PumpOptions {
  readonly group: string;
  readonly topic: string;
  readonly handlers: ConsumerHandlers;
  readonly read: (from: number) => Promise<readonly StoredRecord[]>;
  /** Says after a delivered batch whether to deliver it once more. */
  readonly again: () => boolean;
  readonly report: ReportFailure;
}

/** Delivers one partition to one subscriber, one batch at a time, and never gives up. */
export class PartitionPump {
  readonly partition: TopicPartition;
  readonly #options: PumpOptions;
  readonly #alarm = new Alarm();
  readonly #backOff = new BackOff(200, 30_000);
  #next: number | null = null;
  #end = 0;
  #beyond: number | null = null;
  #stopped = false;
  #running: Promise<void> | null = null;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.partition = { topic: options.topic, partition: 0 };
  }

  /** Begins at the offset that the subscriber names. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Messages that wait, or null while the start is not known. */
  get lag(): number | null {
    return this.#next === null ? null : Math.max(0, this.#end - this.#next);
  }

  /** Tells where the partition ends now. */
  endsAt(offset: number): void {
    if (offset > this.#end) {
      this.#end = offset;
      this.#alarm.ring();
    }
    if (this.#next === null || this.#next <= this.#end || this.#beyond === this.#next) return;
    this.#beyond = this.#next;
    const { group, topic, report } = this.#options;
    report(new Error(`${group} stands at offset ${this.#next} of ${topic}, which ends at ${this.#end}: was the log restored to an earlier state?`), `${group} on ${topic}`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#next ??= await this.#assigned();
        if (this.#next < this.#end) await this.#deliver(this.#next);
        else await this.#alarm.wait(60_000);
      } catch (error) {
        this.#next = null;
        await this.#pause(error);
      }
    }
  }

  async #assigned(): Promise<number> {
    const [offset] = await this.#options.handlers.assigned([this.partition]);
    if (offset === undefined) throw new Error(`${this.#options.group}: no offset was named for ${this.partition.topic}`);
    return offset;
  }

  async #deliver(from: number): Promise<void> {
    const records = await this.#options.read(from);
    const last = records.at(-1);
    if (!last) throw new Error(`${this.partition.topic} has no message at ${from}, though it ended beyond it: was the log restored to an earlier state?`);
    this.#end = Math.max(this.#end, last.offset + 1);
    if (this.#stopped) return;
    await this.#options.handlers.batch(this.partition, records);
    this.#backOff.reset();
    if (!this.#options.again()) this.#next = last.offset + 1;
  }

  async #pause(error: unknown): Promise<void> {
    if (!(error instanceof RetryLater)) this.#options.report(error, `${this.#options.group} on ${this.partition.topic}`);
    // New messages ring the same alarm, but a pause is a pause.
    await this.#alarm.waitOut(error instanceof RetryLater ? error.delayMs : this.#backOff.next(), () => this.#stopped);
  }
}
