import { randomUUID } from 'node:crypto';
import type { Actor, ContextName, EventContract } from '@throughline/kernel';
import { canonicalJson, topicOf } from '@throughline/kernel';
import type { HistoryHead, HistoryPort, HistoryRecord, LogTransport, StreamHead } from '@throughline/transport';

export interface Said {
  readonly workspace?: string;
  readonly actor?: Actor;
  /** ISO 8601; a millisecond after the event before unless told. */
  readonly time?: string;
  /** Stored by the owner, but never sent. */
  readonly withheld?: boolean;
}

/** The owner of some topics: what it says goes into its history and onto the log. */
export class FakeContext implements HistoryPort {
  readonly records: HistoryRecord[] = [];
  /** Instant before which it says to be complete. */
  completeBefore: string | null = null;
  readonly #context: ContextName;
  readonly #transport: LogTransport;
  #clock = Date.parse('2026-01-05T09:00:00.000Z');

  constructor(context: ContextName, transport: LogTransport) {
    this.#context = context;
    this.#transport = transport;
  }

  async say<Data>(stream: string, contract: EventContract<Data>, data: Data = contract.example, said: Said = {}): Promise<HistoryRecord> {
    const [record] = await this.sayAll([stream], contract, data, said);
    return record!;
  }

  async sayAll<Data>(streams: readonly string[], contract: EventContract<Data>, data: Data = contract.example, said: Said = {}): Promise<HistoryRecord[]> {
    const records = streams.map((stream) => {
      const record = this.#record(stream, contract as EventContract<unknown>, data, said);
      this.records.push(record);
      return record;
    });
    if (!said.withheld) await this.send(records);
    return records;
  }

  async send(records: readonly HistoryRecord[]): Promise<void> {
    const producer = await this.#transport.producer(this.#context);
    await producer.send(records, async () => undefined);
  }

  #record(stream: string, contract: EventContract, data: unknown, { workspace = 'default', actor = 'human:ann', time }: Said): HistoryRecord {
    const version = this.versionOf(stream) + 1;
    this.#clock = time ? Date.parse(time) : this.#clock + 1;
    return {
      topic: topicOf(contract), partition: 0, key: stream, position: this.records.length + 1, value: canonicalJson(data),
      headers: {
        'content-type': 'application/json', ce_specversion: '1.0', ce_id: randomUUID(), ce_source: `/throughline/${contract.context}/${contract.aggregate}/${stream.slice(-36)}`,
        ce_type: `throughline.${contract.context}.${contract.type}`, ce_time: new Date(this.#clock).toISOString(), ce_subject: stream,
        ce_dataschema: `urn:throughline:schema:${contract.type}:${contract.version}`, ce_partitionkey: stream, ce_sequence: String(version).padStart(20, '0'),
        ce_globalposition: String(this.records.length + 1), ce_workspace: workspace, ce_actor: actor, ce_correlationid: 'c-1',
      },
    };
  }

  versionOf(stream: string): number {
    return this.records.filter((r) => r.key === stream).length;
  }

  stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    return Promise.resolve(this.records.filter((r) => r.key === stream && Number(r.headers['ce_sequence']) > after));
  }

  topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    return Promise.resolve(this.records.filter((r) => r.topic === topic && r.position > after).slice(0, limit));
  }

  heads(topic: string, after: number): Promise<readonly StreamHead[]> {
    const heads = new Map(this.records.filter((r) => r.topic === topic).map((r) => [r.key, { stream: r.key, version: Number(r.headers['ce_sequence']), position: r.position }]));
    return Promise.resolve([...heads.values()].filter((h) => h.position > after).sort((a, b) => a.position - b.position));
  }

  head(): Promise<HistoryHead> {
    return Promise.resolve({ completeBefore: this.completeBefore, position: this.records.length });
  }
}
