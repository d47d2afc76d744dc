import { randomUUID } from 'node:crypto';
import type { Principal } from '@throughline/kernel';
import type { LogTransport } from '@throughline/transport';
import { ConsumerGroup } from '../src/consumer-group.ts';
import type { EventConsumer } from '../src/event-consumer.ts';
import { ParkedDesk } from '../src/parked/parked-desk.ts';
import type { ParkedAct, ParkedStream, ParkedTarget } from '../src/parked/parked-stream.ts';
import { ParkedWatch } from '../src/parked/parked-watch.ts';
import type { ConsumerBench } from './consumer-bench.ts';
import { TALLIES } from './fake-owner.ts';

export const operator = (workspace = 'default', id = 'olga'): Principal => ({ kind: 'human', id, roles: ['sre'], workspace });

/** What an operator sends besides the target. */
export const because = (reason: string, more: object = {}) => ({ reason, idempotencyKey: randomUUID(), correlationId: 'c-op', ...more });

/** A desk and a watch over consumers of a bench. */
export class ParkedBench {
  readonly group: ConsumerGroup;
  readonly desk: ParkedDesk;
  readonly watch: ParkedWatch;
  readonly gauges = new Map<string, { readonly streams: number; readonly oldest: number }>();
  readonly #bench: ConsumerBench;

  constructor(bench: ConsumerBench, consumers: readonly EventConsumer[], transport: LogTransport = bench.log) {
    this.#bench = bench;
    this.group = new ConsumerGroup(bench.pool, 'ctx');
    for (const consumer of consumers) this.group.add(consumer);
    this.desk = new ParkedDesk(bench.pool, 'ctx', this.group);
    this.watch = new ParkedWatch({
      pool: bench.pool, schema: 'ctx', owner: 'training', transport, consumers: this.group, everyMs: 200, logger: bench.environment().logger,
      metrics: { count: () => undefined, parked: (consumer, streams, oldest) => { this.gauges.set(consumer, { streams, oldest }); } },
    });
  }

  async listed(workspace?: string): Promise<readonly ParkedStream[]> {
    return (await this.desk.list(operator(workspace), { limit: 1_000 })).streams;
  }

  async acts(target: ParkedTarget, workspace?: string): Promise<readonly ParkedAct[]> {
    return (await this.desk.show(operator(workspace), target))?.acts ?? [];
  }

  /** Messages of the dead-letter topic. */
  async letters(): Promise<readonly { readonly key: string; readonly value: string; readonly headers: Readonly<Record<string, string>> }[]> {
    return this.#bench.rows(`select key, value, headers from bus.read('${TALLIES}.dlq', 0, 1000)`);
  }
}
