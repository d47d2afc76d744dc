import { randomUUID } from 'node:crypto';
import { CommandFault, inTransaction, type Transaction } from '@throughline/commands';
import { EventStore } from '@throughline/event-store';
import type { IntegrationEvent } from '@throughline/kernel';
import type { ApplyOptions } from '../apply-events.ts';
import type { EventConsumerOptions } from '../consumer-options.ts';
import { type ActBy, discardedBefore, recordParkedAct } from './act.ts';
import { applyWaiting } from './apply-waiting.ts';
import { type FirstWaiting, ParkedRows } from './parked-rows.ts';
import type { DiscardReport, DiscardRequest, ParkedOutcome, ParkedTarget, ReplayReport } from './parked-stream.ts';
import { storableText } from './storable-text.ts';
import { takingBack } from './taking-back.ts';

/** Events of a read model that one transaction replays; of a policy it is one. */
const CHUNK = 50;
/** Events that a dry run tries, all in the transaction that it takes back. */
const TRIED = 500;
/** A call does no more than that, so that its sender is answered; what is left is asked for again, or released by itself. */
const CALL_MS = 5_000;

/** What the work needs of its consumer. */
export interface ParkedWorkOptions {
  readonly options: EventConsumerOptions;
  readonly apply: ApplyOptions;
  /** Why this process may change nothing now, if there is a reason: its read models are another version's. */
  readonly barred: () => Promise<string | undefined>;
  /** Called after each commit with the streams that moved. */
  readonly released: (streams: ReadonlySet<string>) => void;
}

interface Chunk {
  readonly applied: readonly number[];
  readonly failed: ReplayReport['failed'];
  readonly remaining: number;
}

/** What can be done about the parked events of one consumer, while it runs and while its cap has stopped it. */
export class ParkedWork {
  readonly #parts: ParkedWorkOptions;
  readonly #rows: ParkedRows;
  readonly #store: EventStore;

  constructor(parts: ParkedWorkOptions) {
    this.#parts = parts;
    this.#rows = new ParkedRows(parts.options.schema);
    this.#store = new EventStore(parts.options.schema);
  }

  /** Applies what waits in version order, as the consumer would have, and stops at the first event that fails anew. @throws what is transient */
  async replay(target: ParkedTarget, by: ActBy, dryRun: boolean, leaving?: AbortSignal): Promise<ReplayReport> {
    await this.#demandTurn();
    if (dryRun) return reportOf(target, true, [await takingBack(this.#parts.options.pool, true, (tx) => this.#chunk(tx, target, by, TRIED))]);
    const chunks: Chunk[] = [];
    for (const until = performance.now() + CALL_MS; ;) {
      const chunk = await inTransaction(this.#parts.options.pool, (tx) => this.#chunk(tx, target, by, this.#parts.options.singly ? 1 : CHUNK));
      chunks.push(chunk);
      if (chunk.applied.length > 0) this.#parts.released(new Set([target.stream]));
      if (chunk.failed || chunk.remaining === 0 || performance.now() > until || leaving?.aborted) return reportOf(target, false, chunks);
    }
  }

  /**
   * Takes events off the queue for good and moves the base of the stream on for this projection, then replays what waited behind them.
   * Done once however often it is asked for: the caller names the version that failed, and another act of the same command is found again.
   */
  async discard(target: ParkedTarget, by: ActBy, { version, upTo = version, dryRun = false }: Pick<DiscardRequest, 'version' | 'upTo' | 'dryRun'>): Promise<ParkedOutcome<DiscardReport>> {
    await this.#demandTurn();
    const { pool, schema } = this.#parts.options;
    const done = await takingBack(pool, dryRun, async (tx) => {
      await this.#lock(tx, target);
      const earlier = await discardedBefore(tx, schema, by, target);
      if (earlier) return { earlier };
      const [first] = await this.#rows.next(tx, target, 1);
      if (first?.version !== version) return { first };
      const discarded = await this.#rows.discard(tx, target, upTo, by.reason);
      const remaining = await this.#rows.remaining(tx, target);
      await recordParkedAct(tx, this.#store, by, target, 'ParkedStreamDiscarded', { from: version, to: discarded.at(-1)!, events: discarded.length, asked: upTo, remaining });
      return { discarded: { from: version, to: discarded.at(-1)!, events: discarded.length }, rest: dryRun ? await this.#chunk(tx, target, by, TRIED) : undefined };
    });
    if (done.earlier && (done.earlier.from !== version || done.earlier.asked !== upTo)) return { status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED', detail: { idempotencyKey: by.commandId } };
    const discarded = done.earlier ? { from: done.earlier.from, to: done.earlier.to, events: done.earlier.events } : done.discarded;
    if (!discarded) return refusal(target, done.first?.version);
    const report = done.rest ? reportOf(target, true, [done.rest]) : await this.replay(target, by, dryRun);
    return { status: 'accepted', report: { ...report, discarded } };
  }

  /**
   * Replays streams that nothing holds up any more: those that waited for a reader of a newer schema version which this code is, and those
   * whose replay was cut short. @param leaving ends it after the transaction in hand @returns how many events were applied
   * @throws the first failure, once every stream has had its turn
   */
  async recover(leaving?: AbortSignal): Promise<number> {
    const { pool, name } = this.#parts.options;
    if (await this.#parts.barred()) return 0;
    let events = 0;
    const failures: unknown[] = [];
    for (const first of await this.#rows.unfailed(pool, name)) {
      if (leaving?.aborted) break;
      if (!this.#mayPass(first)) continue;
      // One that must wait for a dependency keeps no other from its turn.
      await this.#release(first, leaving).then((n) => { events += n; }, (error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    return events;
  }

  async #release(first: FirstWaiting, leaving: AbortSignal | undefined): Promise<number> {
    const { name, schema, logger } = this.#parts.options;
    const reason = first.tries > 0 ? 'this code knows the schema version that it waited for' : 'nothing holds it up any more';
    const by: ActBy = { workspace: first.workspace, actor: `policy:${schema}/release-what-waits`, reason, commandId: randomUUID(), correlationId: randomUUID() };
    const { applied, failed, remaining } = await this.replay(first, by, false, leaving);
    logger[failed ? 'error' : 'info']({ consumer: name, projection: first.projection, stream: first.stream, applied, failed, remaining, reason }, 'parked stream released');
    return applied?.events ?? 0;
  }

  async #demandTurn(): Promise<void> {
    const reason = await this.#parts.barred();
    if (reason) throw new CommandFault('UPSTREAM_UNAVAILABLE', `${this.#parts.options.name}: ${reason}`);
  }

  #mayPass({ projection, topic, type, schemaVersion, tries }: FirstWaiting): boolean {
    const waitsFor = this.#parts.apply.projections.find((p) => p.name === projection);
    if (!waitsFor) return false;
    const step = waitsFor.stepFor(topic, { type } as IntegrationEvent);
    return tries === 0 || !step || step.contract.version >= schemaVersion;
  }

  async #chunk(tx: Transaction, target: ParkedTarget, by: ActBy, limit: number): Promise<Chunk> {
    await this.#lock(tx, target);
    const applied: number[] = [];
    let failed: Chunk['failed'] = null;
    for (const row of await this.#rows.next(tx, target, limit)) {
      const failure = await applyWaiting(tx, this.#parts.apply, target.projection, row);
      if (failure) {
        failed = { version: row.version, error: storableText(failure.error) };
        await this.#rows.fail(tx, target, row.version, failed.error, failure.counted);
        break;
      }
      applied.push(row.version);
    }
    const last = applied.at(-1);
    if (last !== undefined) await this.#rows.drop(tx, target, last);
    const remaining = await this.#rows.remaining(tx, target);
    if (last !== undefined) await recordParkedAct(tx, this.#store, by, target, 'ParkedStreamReplayed', { from: applied[0]!, to: last, remaining });
    if (failed) await recordParkedAct(tx, this.#store, by, target, 'ParkedReplayFailed', { from: failed.version, to: failed.version, remaining, error: failed.error });
    return { applied, failed, remaining };
  }

  /** Keeps every runner of this consumer, and every other act, out until the transaction ends. */
  async #lock(tx: Transaction, target: ParkedTarget): Promise<void> {
    // A fold that was too slow for a batch may be fast enough alone.
    await tx.query(`set local statement_timeout = '60s'`);
    const topic = await this.#rows.topicOf(tx, target);
    if (topic !== undefined) await this.#parts.apply.tables.lock(tx, [topic]);
  }
}

/** Of a parked stream that somebody else was quicker with, or that is none. */
export const refusal = ({ stream }: ParkedTarget, version: number | undefined): ParkedOutcome<never> => (version === undefined
  ? { status: 'refused', code: 'PARKED.NOTHING_WAITS', detail: { stream } }
  : { status: 'refused', code: 'PARKED.MOVED_ON', detail: { stream, version } });

const reportOf = ({ consumer, projection, stream }: ParkedTarget, dryRun: boolean, chunks: readonly Chunk[]): ReplayReport => {
  const applied = chunks.flatMap((chunk) => chunk.applied);
  const last = chunks.at(-1);
  return {
    consumer, projection, stream, dryRun,
    applied: applied.length > 0 ? { from: applied[0]!, to: applied.at(-1)!, events: applied.length } : null,
    failed: last?.failed ?? null, remaining: last?.remaining ?? 0,
  };
};
