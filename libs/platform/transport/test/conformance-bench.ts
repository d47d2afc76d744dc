import { type LogRecord, type LogSubscription, type LogTransport } from '../src/log-transport.ts';
import type { ReportFailure } from '../src/log-metrics.ts';
import { type GroupMemory, memoryConsumer } from './memory-consumer.ts';

/** What a transport brings to its conformance suites. */
export interface LogTransportHarness {
  /** A transport as a process of its own would have it. */
  connect(report?: ReportFailure): LogTransport;
  /** Restarts the server, or cuts every connection to it; `killed`: without a warning. */
  restart(how: 'killed' | 'stopped'): Promise<void>;
  /** A handler that takes this long outlasts every time-out of client and server. */
  readonly slowMs: number;
  close(): Promise<void>;
}

export const TOPIC = 'throughline.registry.model.v1';
export const OTHER = 'throughline.registry.model-version.v1';

export const saved = (): Promise<void> => Promise.resolve();
export const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
export const valuesOf = (memory: GroupMemory, key: string): string[] => memory.done.filter((r) => r.key === key).map((r) => r.value);

interface Wish {
  readonly group?: string;
  readonly via?: LogTransport;
  readonly before?: Parameters<typeof memoryConsumer>[1];
  readonly maxBatch?: number;
}

/** A fresh harness for each test, and what the tests do with it. */
export const conformanceBench = (factory: () => Promise<LogTransportHarness>) => {
  let harness: LogTransportHarness;
  let log: LogTransport;
  let opened: LogTransport[];

  const connect = (report?: ReportFailure): LogTransport => {
    const made = harness.connect(report);
    opened.push(made);
    return made;
  };
  beforeEach(async () => {
    opened = [];
    harness = await factory();
    log = connect();
    await log.ensureTopics([TOPIC, OTHER]);
  });
  afterEach(async () => {
    await Promise.all(opened.map((t) => t.close()));
    await harness.close();
  });

  const records = async (of: string, key: string, values: readonly string[]): Promise<LogRecord[]> => {
    const partition = key.length % await log.partitionsOf(of);
    return values.map((value, n) => ({ topic: of, partition, key, headers: { ce_sequence: String(n + 1) }, value }));
  };
  const sendAll = async (batch: readonly LogRecord[]): Promise<void> => {
    const producer = await log.producer('registry');
    await producer.send(batch, saved).finally(() => producer.close());
  };
  return {
    log: (): LogTransport => log,
    harness: (): LogTransportHarness => harness,
    connect,
    records,
    sendAll,
    send: async (of: string, key: string, ...values: readonly string[]): Promise<void> => sendAll(await records(of, key, values)),
    subscribe: (memory: GroupMemory, { group = 'g', via, before, maxBatch = 10 }: Wish = {}): Promise<LogSubscription> =>
      (via ?? log).subscribe({ group, topics: [TOPIC, OTHER], handlers: memoryConsumer(memory, before), maxBatch }),
  };
};
