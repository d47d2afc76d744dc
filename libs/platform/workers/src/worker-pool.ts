import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { idOf, type ContextName, type Principal } from '@throughline/kernel';
import type { CommandRunner } from '@throughline/commands';
import { WorkPutOff, type WorkContext, type Worker } from './work-item.ts';
import { WorkRows, type LeasedItem } from './work-rows.ts';

/** Whose work is carried out, and by which workers. */
export interface WorkerPoolOptions {
  readonly context: ContextName;
  readonly schema: string;
  readonly pool: Pool;
  readonly commands: CommandRunner;
  readonly workers: readonly Worker<never>[];
  readonly log: Readonly<Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>>;
  /** Milliseconds a lease lasts without a heartbeat; 15,000 when left out. */
  readonly leaseMs?: number;
  /** Whoever starts with the lock on the data folder is alone: leases of a dead predecessor are taken at once. */
  readonly takeOver?: boolean;
}

interface RunningTry {
  readonly item: LeasedItem;
  readonly abort: AbortController;
  done: Promise<void>;
}

const IDLE_POLL_MS = 2_000;
const RETRY_MS = 2_000;

/** Carries out the work rows of one context under leases: a crash or a lost lease gives the item to the next try. */
export class WorkerPool {
  private readonly options: WorkerPoolOptions;
  private readonly rows: WorkRows;
  /** Tries, not items: one that lost its lease may still be ending when the item is taken again. */
  private readonly running = new Set<RunningTry>();
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private stopped = true;
  private filling: Promise<void> | undefined;
  private again = false;

  constructor(options: WorkerPoolOptions) {
    this.options = options;
    this.rows = new WorkRows(options.pool, options.schema, randomUUID(), options.leaseMs ?? 15_000);
  }

  async start(): Promise<void> {
    if (this.options.takeOver) await this.rows.releaseAll();
    this.stopped = false;
    this.heartbeat = setInterval(() => void this.beat(), (this.options.leaseMs ?? 15_000) / 5);
    this.wake();
  }

  /** Looks for work now: called after each commit of the own context. */
  wake(): void {
    if (this.stopped) return;
    if (this.filling) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.filling = this.fill()
      .catch((error: unknown) => this.options.log.warn({ err: error }, 'work could not be looked for; it is tried again'))
      .finally(() => {
        this.filling = undefined;
        if (this.stopped) return;
        if (this.again) {
          this.again = false;
          this.wake();
        } else {
          this.timer = setTimeout(() => this.wake(), IDLE_POLL_MS);
        }
      });
  }

  /** Aborts what runs and waits for it; its leases end with it, so that another process can go on. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.heartbeat);
    await this.filling;
    for (const { abort } of this.running) abort.abort('shutdown');
    await Promise.allSettled([...this.running].map(({ done }) => done));
  }

  private async fill(): Promise<void> {
    for (const worker of this.options.workers) {
      for (;;) {
        const busy = [...this.running].filter(({ item }) => item.kind === worker.kind).length;
        if (this.stopped || busy >= (worker.concurrency ?? 1)) break;
        const item = await this.rows.take(worker.kind);
        if (!item) break;
        const abort = new AbortController();
        const started: RunningTry = { item, abort, done: Promise.resolve() };
        this.running.add(started);
        started.done = this.carryOut(worker as Worker, item, abort).finally(() => {
          this.running.delete(started);
          this.wake();
        });
      }
    }
  }

  private async carryOut(worker: Worker, item: LeasedItem, abort: AbortController): Promise<void> {
    const context = this.contextOf(item, abort.signal);
    try {
      if (item.cancelled) await worker.cancelled?.(item, context);
      else await worker.run(item, context);
      await this.rows.finish(item);
    } catch (error) {
      await this.afterError(worker, item, context, error instanceof Error ? error : new Error(String(error)));
    }
  }

  private async afterError(worker: Worker, item: LeasedItem, context: WorkContext, error: Error): Promise<void> {
    const { signal } = context;
    try {
      if (signal.aborted && signal.reason === 'cancelled') {
        await worker.cancelled?.(item, context);
        await this.rows.finish(item);
      } else if (signal.aborted) {
        await this.rows.release(item, 0);
      } else if (error instanceof WorkPutOff) {
        await this.rows.putOff(item, error.delayMs);
      } else if (item.attempt >= (worker.maxAttempts ?? 3)) {
        this.options.log.error({ err: error, kind: item.kind, stream: item.stream }, 'work failed for good');
        await worker.failed(item, error, context);
        await this.rows.finish(item);
      } else {
        this.options.log.info({ err: error, kind: item.kind, stream: item.stream, attempt: item.attempt }, 'work failed and is tried again');
        await this.rows.release(item, RETRY_MS);
      }
    } catch (failure) {
      this.options.log.warn({ err: failure, kind: item.kind, stream: item.stream }, 'the end of work could not be recorded; its lease runs out and it is tried again');
    }
  }

  private async beat(): Promise<void> {
    try {
      const tries = [...this.running];
      const held = await this.rows.renew([...new Set(tries.map(({ item }) => item.id))]);
      for (const { item, abort } of tries) {
        const lease = held.get(item.id);
        if (lease?.attempt !== item.attempt) abort.abort('lease-lost');
        else if (lease.cancelled) abort.abort('cancelled');
      }
    } catch (error) {
      this.options.log.warn({ err: error }, 'leases could not be renewed; a lost one aborts its try');
    }
  }

  private contextOf(item: LeasedItem, signal: AbortSignal): WorkContext {
    const { context, commands } = this.options;
    const principal: Principal = {
      kind: 'service', id: `${context}/${item.kind}`, roles: [], workspace: item.workspace, onBehalfOf: item.onBehalfOf,
    };
    return {
      attempt: item.attempt,
      signal,
      report: (point) => this.rows.report(item, point),
      points: () => this.rows.points(item),
      // The attempt is part of the key: what a second try finds may differ, and the aggregate settles which end counts.
      command: (name, body, purpose) => commands.run({
        context, name, body, principal, expectedVersion: null, idempotencyKey: idOf(item.id, item.attempt, purpose),
        correlationId: item.correlationId, causationId: item.id,
      }),
    };
  }
}
