import { randomUUID } from 'node:crypto';
import type { Actor, ContextName, EventContract } from '@throughline/kernel';
import { toLogRecord, type HistoryHead, type HistoryPort, type HistoryRecord, type LogTransport, type StreamHead, type TopicFloors } from '@throughline/transport';

export interface Said {
  readonly actor?: Actor;
  readonly onBehalfOf?: Actor;
  readonly workspace?: string;
  /** ISO 8601; a millisecond after the event before unless told. */
  readonly time?: string;
  /** Stored by the owner, but never sent. */
  readonly withheld?: boolean;
}

/** A context as others see it: its events on the log, its history behind them. */
export class ForeignOwner implements HistoryPort {
  /** Instant before which it says to be complete. */
  completeBefore: string | null = null;
  readonly #context: ContextName;
  readonly #transport: LogTransport;
  readonly #records: HistoryRecord[] = [];
  #clock: number;

  /** @param began time of the first event, in milliseconds: of today unless told, since old facts would be stale */
  constructor(context: ContextName, transport: LogTransport, began = Date.now() - 3_600_000) {
    this.#context = context;
    this.#transport = transport;
    this.#clock = began;
  }

  /** The next event of a stream. */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data = contract.example, said: Said = {}): Promise<HistoryRecord> {
    const [record] = await this.sayAll([stream], contract, data, said);
    return record!;
  }

  /** The same event as the next one of each stream, sent at once. */
  async sayAll<Data>(streams: readonly string[], contract: EventContract<Data>, data: Data = contract.example, said: Said = {}): Promise<readonly HistoryRecord[]> {
    const records = streams.map((stream) => {
      const record = this.#next(stream, contract as EventContract, data, said);
      this.#records.push(record);
      return record;
    });
    if (!said.withheld) await this.send(records);
    return records;
  }

  async send(records: readonly HistoryRecord[]): Promise<void> {
    await (await this.#transport.producer(this.#context)).send(records, async () => undefined);
  }

  #next(stream: string, contract: EventContract, data: unknown, { actor = 'human:ann', onBehalfOf, workspace = 'default', time }: Said): HistoryRecord {
    const version = this.versionOf(stream) + 1;
    const position = this.#records.length + 1;
    this.#clock = time ? Date.parse(time) : this.#clock + 1;
    return {
      ...toLogRecord({
        id: randomUUID(), stream, streamType: contract.aggregate, workspace, version, position, partition: 0, recordedAt: new Date(this.#clock),
        metadata: { actor, correlationId: randomUUID(), ...(onBehalfOf && { onBehalfOf }) },
        published: { type: contract.type, schemaVersion: contract.version, version, data: JSON.stringify(data) },
      } as Parameters<typeof toLogRecord>[0], this.#context, 1),
      position,
    };
  }

  versionOf(stream: string): number {
    return this.#records.filter((r) => r.key === stream).length;
  }

  async stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    return this.#records.filter((r) => r.key === stream && publishedVersion(r) > after);
  }

  async topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    return this.#records.filter((r) => r.topic === topic && r.position > after).slice(0, limit);
  }

  async heads(topic: string, after: number): Promise<readonly StreamHead[]> {
    const heads = new Map(this.#records.filter((r) => r.topic === topic).map((r) => [r.key, { stream: r.key, version: publishedVersion(r), position: r.position, id: r.headers['ce_id']! }]));
    return [...heads.values()].filter((h) => h.position > after).sort((a, b) => a.position - b.position);
  }

  async head(): Promise<HistoryHead> {
    return { completeBefore: this.completeBefore, position: this.#records.length };
  }

  async floors(): Promise<TopicFloors> {
    return { offsets: [], withheld: null };
  }
}

export const publishedVersion = (record: HistoryRecord): number => Number(record.headers['ce_sequence']);
