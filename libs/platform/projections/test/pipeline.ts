import { randomUUID } from 'node:crypto';
import { eventStoreSql, EventStore, type FenceMemory, LockFence, type NewEvent } from '@throughline/event-store';
import { canonicalJson, type EventContract } from '@throughline/kernel';
import { EventHistory, type LogTransport, Relay, relayFloorSql, relaySql } from '@throughline/transport';
import type pg from 'pg';
import type { ConsumerEnvironment } from '../src/consumer-options.ts';
import { ConsumerBench } from './consumer-bench.ts';
import { LOGS, type LogUnderTest, topicsOf } from './logs-under-test.ts';

const metadata = canonicalJson({ actor: 'human:ann', correlationId: 'c-1' });

/** An event as it is appended, with nothing asked of it: also one that no command would make. */
export const direct = (contract: EventContract, data: unknown): NewEvent => ({
  id: randomUUID(), type: 'Said', schemaVersion: 1, data: canonicalJson(data), metadata,
  published: canonicalJson({ type: contract.type, schemaVersion: contract.version, data }),
});

/** Store, relay and history of the training context as they are, a log of either kind, and a context that consumes. */
export class Pipeline {
  readonly bench: ConsumerBench;
  readonly store = new EventStore('training');
  readonly log: LogTransport;
  readonly relay: Relay;
  /** What the relay reported. */
  readonly failures: unknown[] = [];
  readonly #fence: LockFence;
  readonly #history: EventHistory;
  readonly #under: LogUnderTest;

  private constructor(bench: ConsumerBench, under: LogUnderTest, topics: readonly string[], through: (log: LogTransport) => LogTransport, memory?: FenceMemory) {
    this.bench = bench;
    this.#under = under;
    this.log = under.log;
    this.#fence = new LockFence(bench.pool, 'training', memory);
    this.#history = new EventHistory({ context: 'training', schema: 'training', pool: bench.pool, fence: this.#fence, transport: under.log.kind, partitions: under.log.kind === 'kafka' ? 12 : 1 });
    this.relay = new Relay({ context: 'training', schema: 'training', pool: bench.pool, transport: through(under.log), topics, fence: this.#fence, takeOver: true, report: (error) => this.failures.push(error) });
    this.relay.start();
  }

  /** @param through what stands between the relay and the log @param memory what the relay's fence remembers, where a test breaks it */
  static async open(kind: LogTransport['kind'], events: readonly EventContract[], through: (log: LogTransport) => LogTransport = (log) => log, memory?: FenceMemory): Promise<Pipeline> {
    const bench = await ConsumerBench.open();
    await bench.control.query(`create schema training; ${eventStoreSql('training')} ${relaySql('training')} ${relayFloorSql('training')}`);
    const under = await LOGS[kind]({ reader: bench.pool, writer: bench.control }, events);
    return new Pipeline(bench, under, topicsOf(events), through, memory);
  }

  get brokers(): readonly string[] {
    return this.#under.brokers;
  }

  get environment(): ConsumerEnvironment {
    return this.bench.environment(this.log, this.#history);
  }

  /** Appends in a transaction of its own. */
  async append(stream: string, ...events: readonly NewEvent[]): Promise<void> {
    const client = await this.bench.control.connect();
    try {
      await this.appendOn(client, stream, events);
    } finally {
      client.release();
    }
  }

  async appendOn(client: pg.ClientBase, stream: string, events: readonly NewEvent[]): Promise<void> {
    const { status } = await this.store.append(client, { stream, streamType: 'tally', workspace: 'default', expected: -1 }, events);
    if (status !== 'ok') throw new Error(`append to ${stream}: ${status}`);
  }

  async close(): Promise<void> {
    await this.relay.stop();
    this.#fence.close();
    await this.#under.close();
    await this.bench.close();
  }
}
