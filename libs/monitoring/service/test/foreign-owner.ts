import { randomUUID } from 'node:crypto';
import type { ContextName, EventContract } from '@throughline/kernel';
import { toLogRecord, type HistoryHead, type HistoryPort, type HistoryRecord, type LogTransport, type StreamHead } from '@throughline/transport';

export interface Said {
  readonly by?: string;
  readonly onBehalfOf?: string;
  readonly workspace?: string;
}

/** Another context as monitoring sees it: its events on the log, its history behind them. */
export class ForeignOwner implements HistoryPort {
  readonly #context: ContextName;
  readonly #transport: LogTransport;
  readonly #records: HistoryRecord[] = [];

  constructor(context: ContextName, transport: LogTransport) {
    this.#context = context;
    this.#transport = transport;
  }

  /** The next event of a stream. @returns its published version */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data, { by = 'human:ann', onBehalfOf, workspace = 'default' }: Said = {}): Promise<number> {
    const version = this.#records.filter((r) => r.key === stream).length + 1;
    const position = this.#records.length + 1;
    const record = toLogRecord({
      id: randomUUID(), stream, streamType: contract.aggregate, workspace, version, position, partition: 0, recordedAt: new Date(1_767_600_000_000 + position),
      metadata: { actor: by, correlationId: randomUUID(), ...(onBehalfOf && { onBehalfOf }) },
      published: { type: contract.type, schemaVersion: contract.version, version, data: JSON.stringify(data) },
    } as Parameters<typeof toLogRecord>[0], this.#context, 1);
    this.#records.push({ ...record, position });
    await (await this.#transport.producer(this.#context)).send([record], async () => undefined);
    return version;
  }

  async stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    return this.#records.filter((r) => r.key === stream && Number(r.headers['ce_sequence']) > after);
  }

  async topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    return this.#records.filter((r) => r.topic === topic && r.position > after).slice(0, limit);
  }

  async heads(topic: string, after: number): Promise<readonly StreamHead[]> {
    const heads = new Map(this.#records.filter((r) => r.topic === topic).map((r) => [r.key, { stream: r.key, version: Number(r.headers['ce_sequence']), position: r.position }]));
    return [...heads.values()].filter((h) => h.position > after);
  }

  head(): Promise<HistoryHead> {
    return Promise.resolve({ completeBefore: null, position: this.#records.length });
  }
}
