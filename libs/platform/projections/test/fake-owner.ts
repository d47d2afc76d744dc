import { createHash, randomUUID } from 'node:crypto';
import type { LogRecord, LogTransport, StreamHead, HistoryHead, HistoryPort, HistoryRecord, TopicFloors } from '@throughline/transport';
import { defineEvent, topicOf } from '@throughline/kernel';

const schema = { type: 'object', additionalProperties: false, required: ['n'], properties: { n: { type: 'integer' } } };

export const counted = defineEvent<{ n: number }>({ context: 'training', aggregate: 'tally', type: 'tally-counted', version: 1, summary: 'Counted.', schema, example: { n: 1 } });
export const cleared = defineEvent<{ n: number }>({ context: 'training', aggregate: 'tally', type: 'tally-cleared', version: 1, summary: 'Cleared.', schema, example: { n: 1 } });
export const TALLIES = topicOf(counted);

const uuidOf = (name: string): string => createHash('md5').update(name).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
export const tally = (name: string): string => `tally-${uuidOf(name)}`;

export interface Said {
  readonly type?: string;
  readonly schemaVersion?: number;
  readonly data?: unknown;
  readonly workspace?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The message never reaches the log. */
  readonly lost?: boolean;
}

/** An owner of one topic: its history is complete, its log may lose messages or repeat them. */
export class FakeOwner implements HistoryPort {
  readonly records: HistoryRecord[] = [];
  floor: TopicFloors = { offsets: [], withheld: null };
  readonly #transport: LogTransport;
  readonly #partitions: number;

  constructor(transport: LogTransport, partitions = 1) {
    this.#transport = transport;
    this.#partitions = partitions;
  }

  /** Next event of a stream, onto the log unless it is lost. */
  async say(stream: string, said: Said = {}): Promise<HistoryRecord> {
    const record = this.#record(stream, said);
    this.records.push(record);
    if (!said.lost) await this.send(record);
    return record;
  }

  async sayAll(streams: readonly string[], said: Said = {}): Promise<void> {
    const records = streams.map((stream) => {
      const record = this.#record(stream, said);
      this.records.push(record);
      return record;
    });
    await this.send(...records);
  }

  /** Takes the store back to its first events; what was sent stays in the log. */
  restore(events: number): void {
    this.records.splice(events);
  }

  async send(...records: LogRecord[]): Promise<void> {
    const producer = await this.#transport.producer('training');
    await producer.send(records, async () => undefined);
  }

  #record(stream: string, { type = counted.type, schemaVersion = 1, data, workspace = 'default', headers = {} }: Said): HistoryRecord {
    const version = this.records.filter((r) => r.key === stream).length + 1;
    const position = this.records.length + 1;
    return {
      topic: TALLIES, partition: Number.parseInt(stream.slice(6, 14), 16) % this.#partitions, key: stream, position, value: JSON.stringify(data ?? { n: version }),
      headers: {
        'content-type': 'application/json', ce_specversion: '1.0', ce_id: randomUUID(), ce_source: `/throughline/training/tally/${stream.slice(6)}`,
        ce_type: `throughline.training.${type}`, ce_time: new Date(1_700_000_000_000 + position).toISOString(), ce_subject: stream,
        ce_dataschema: `urn:throughline:schema:${type}:${schemaVersion}`, ce_partitionkey: stream, ce_sequence: String(version).padStart(20, '0'),
        ce_globalposition: String(position), ce_workspace: workspace, ce_actor: 'human:ann', ce_correlationid: 'c-1', ...headers,
      },
    };
  }

  async stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    return this.records.filter((r) => r.key === stream && Number(r.headers['ce_sequence']) > after);
  }

  async topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    return this.records.filter((r) => r.topic === topic && r.position > after).slice(0, limit);
  }

  async heads(_topic: string, after: number): Promise<readonly StreamHead[]> {
    const heads = new Map(this.records.map((r) => [r.key, { stream: r.key, version: Number(r.headers['ce_sequence']), position: r.position, id: r.headers['ce_id']! }]));
    return [...heads.values()].filter((h) => h.position > after).sort((a, b) => a.position - b.position);
  }

  async head(): Promise<HistoryHead> {
    return { completeBefore: null, position: this.records.length };
  }
  async floors(): Promise<TopicFloors> {
    return this.floor;
  }
}
