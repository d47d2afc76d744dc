import type { EachBatchPayload, Kafka } from 'kafkajs';
import { Alarm, BackOff } from '../loop/index.ts';
import type { LogSubscription, SubscribeOptions, TopicPartition } from '../log-transport.ts';
import type { ReportFailure } from '../log-metrics.ts';
import { AskTogether } from './ask-together.ts';
import { GroupMember } from './group-member.ts';
import { GroupOffsets } from './group-offsets.ts';
import type { KafkaTuning } from './kafka-options.ts';
import { KafkaPump, type PumpLink } from './kafka-pump.ts';
import { toStoredRecord } from './to-stored-record.ts';

/** For how long a fetch waits for a slow handler before its partition is paused, so that the other partitions are not held up. */
const PATIENCE_MS = 500;

/** What a subscription needs of its log. */
export interface SubscriptionLink {
  readonly client: Kafka;
  readonly tuning: KafkaTuning;
  readonly report: ReportFailure;
  readonly stuck: (error: Error) => void;
}

/** A broker that has just started, or taken a group over, says these for a moment. */
const PASSING = ['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP'];
const PASSES = 3;

const passes = (error: unknown): boolean => PASSING.includes((error as { type?: string }).type ?? '');

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * A member of a group. The client fetches and keeps the membership alive; a pump per partition hands over what was fetched, so that no handler, however
 * slow, holds up heartbeats or other partitions. Where to go on is asked of the subscriber at each assignment, never of the broker.
 */
export class KafkaSubscription implements LogSubscription {
  readonly #options: SubscribeOptions;
  readonly #link: SubscriptionLink;
  readonly #pumps = new Map<string, KafkaPump>();
  readonly #offsets: GroupOffsets;
  readonly #pumpLink: PumpLink;
  readonly #backOff = new BackOff(200, 3_000);
  readonly #alarm = new Alarm();
  #member: GroupMember;
  #renewing: Promise<void> | null = null;
  #renewedAt = 0;
  /** The client was built anew because nothing moved, and nothing has moved since. */
  #renewedInVain = false;
  #passed = 0;
  #seenAt = Date.now();
  #stopped = false;

  constructor(options: SubscribeOptions, link: SubscriptionLink) {
    this.#options = options;
    this.#link = link;
    this.#member = this.#newMember();
    this.#offsets = new GroupOffsets((offsets) => this.#member.commit(offsets), (error) => this.#report(error, 'committing the group\'s offsets'));
    const asker = new AskTogether(options.handlers.assigned.bind(options.handlers), (error) => this.#report(error, 'asking where to start'));
    this.#pumpLink = {
      group: options.group, maxBatch: options.maxBatch, report: link.report,
      batch: (partition, records) => options.handlers.batch(partition, records),
      ask: (partition) => asker.ask(partition),
      seek: (partition, offset) => this.#member.seek(partition, offset),
      resume: (partition) => this.#member.resume([partition]),
      committed: (partition, next) => this.#offsets.reached(partition, next),
    };
  }

  get topics(): readonly string[] {
    return this.#options.topics;
  }

  get group(): string {
    return this.#options.group;
  }

  /** @throws Error where no broker answers */
  start(): Promise<void> {
    return this.#open(this.#member);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.ring();
    this.#member.pause(this.#owned().map((pump) => pump.partition));
    await Promise.all([...this.#pumps.values()].map((pump) => pump.stop()));
    await this.#offsets.close();
    if (!await this.#member.end()) this.#report(new Error('no answer from the broker; the group will notice by itself'), 'leaving the group');
  }

  /** The broker answers as soon as there is something. */
  wake(): void {
    return undefined;
  }

  /** Messages behind the end by topic, over the partitions that this member owns and whose start is known. */
  lags(ends: ReadonlyMap<string, readonly number[]>): Map<string, number> {
    const lags = new Map(this.topics.map((topic) => [topic, 0]));
    for (const pump of this.#owned()) {
      const { topic, partition } = pump.partition;
      lags.set(topic, lags.get(topic)! + (pump.lag(ends.get(topic)?.[partition] ?? 0) ?? 0));
    }
    return lags;
  }

  /** Nobody could have got on meanwhile: the log cannot be reached. */
  excuse(): void {
    this.#seenAt = Date.now();
  }

  /** Builds the client anew where messages wait and nothing moves, and gives up where that did not help. */
  watch(ends: ReadonlyMap<string, readonly number[]>): void {
    if (this.#stopped || this.#renewing) return;
    const still = this.#owned().map((pump) => pump.standsStillSince(ends.get(pump.partition.topic)?.[pump.partition.partition] ?? 0)).filter((since) => since !== null);
    if (!this.#member.joined) still.push(this.#member.since);
    const oldest = Math.min(...still);
    if (Date.now() - Math.max(oldest, this.#renewedAt, this.#seenAt) <= this.#link.tuning.stuckMs) {
      // Something has moved since: what helped then may help again.
      if (this.#member.joined && oldest > this.#renewedAt) this.#renewedInVain = false;
      return;
    }
    const error = new Error(`${this.group}: messages wait and nothing was committed for ${Math.round(this.#link.tuning.stuckMs / 1000)} s`);
    if (this.#renewedInVain) this.#link.stuck(error);
    this.#renewedInVain = true;
    this.#renew(error);
  }

  #owned(): KafkaPump[] {
    return [...this.#pumps.values()].filter((pump) => pump.owned);
  }

  #newMember(): GroupMember {
    return new GroupMember(this.#link.client, this.group, this.#link.tuning);
  }

  #open(member: GroupMember): Promise<void> {
    return member.open(this.topics, {
      joined: (partitions) => this.#joined(partitions),
      fetched: (payload) => this.#fetched(payload),
      ended: (error) => this.#renew(error),
    });
  }

  #joined(partitions: readonly TopicPartition[]): void {
    if (this.#stopped) return;
    const mine = new Set(partitions.map(keyOf));
    for (const pump of this.#pumps.values()) if (!mine.has(keyOf(pump.partition))) this.#revoke(pump);
    for (const partition of partitions) {
      const pump = this.#pumps.get(keyOf(partition)) ?? new KafkaPump(partition, this.#pumpLink);
      this.#pumps.set(keyOf(partition), pump);
      pump.assign();
    }
    this.#member.resume(partitions); // pauses outlive an assignment in kafkajs
    this.#backOff.reset();
    this.#passed = 0;
  }

  #revoke(pump: KafkaPump): void {
    pump.revoke();
    this.#offsets.forget(pump.partition);
  }

  async #fetched(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, isStale } = payload;
    const pump = this.#pumps.get(`${batch.topic}/${batch.partition}`);
    if (!pump?.owned) return;
    if (!isStale()) {
      const last = batch.lastOffset();
      const taken = pump.feed({
        // `fetchedOffset` is missing in the types.
        from: Number((batch as unknown as { fetchedOffset: string }).fetchedOffset),
        records: batch.messages.map((message) => toStoredRecord(pump.partition, message)),
        next: Number(last) + 1, end: Number(batch.highWatermark),
      });
      if (taken) resolveOffset(last);
    }
    await this.#holdBack(pump, payload);
  }

  /** Memory is bounded: the next fetch waits until the pump has room. */
  async #holdBack(pump: KafkaPump, { heartbeat, isRunning, pause }: EachBatchPayload): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (!pump.hungry && pump.owned && isRunning() && !this.#stopped) {
      const left = until - Date.now();
      if (left <= 0 || pump.resting) {
        pause();
        return pump.paused();
      }
      await pump.change(left);
      await heartbeat();
    }
  }

  #renew(cause: unknown): void {
    if (this.#stopped) return;
    if (!passes(cause) || ++this.#passed % PASSES === 0) this.#report(cause, 'the client is built anew');
    this.#renewing ??= this.#replace().finally(() => { this.#renewing = null; });
  }

  async #replace(): Promise<void> {
    for (const pump of this.#pumps.values()) this.#revoke(pump);
    await this.#member.end();
    let told = false;
    while (!this.#stopped) {
      this.#renewedAt = Date.now();
      const member = this.#newMember();
      this.#member = member;
      try {
        return await this.#open(member);
      } catch (error) {
        await member.end();
        if (!told) this.#report(error, 'joining the group, again and again');
        told = true;
      }
      await this.#alarm.waitOut(this.#backOff.next(), () => this.#stopped);
    }
  }

  #report(error: unknown, where: string): void {
    this.#link.report(error, `${this.group}: ${where}`);
  }
}
