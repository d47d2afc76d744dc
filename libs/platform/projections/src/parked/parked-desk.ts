import type { Pool } from 'pg';
import { actorOf, CommandFault } from '@throughline/commands';
import { idOf, type Principal } from '@throughline/kernel';
import type { ConsumerGroup } from '../consumer-group.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { type ActBy, actsOn } from './act.ts';
import { ParkedRows } from './parked-rows.ts';
import type { DiscardReport, DiscardRequest, ParkedDetail, ParkedOutcome, ParkedQuery, ParkedStream, ParkedTarget, ReplayReport, ReplayRequest } from './parked-stream.ts';
import { refusal } from './parked-work.ts';

/** Where operators see and release what is parked with the consumers of one schema. Each sees the workspace of the token alone. */
export class ParkedDesk {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #consumers: ConsumerGroup;
  readonly #rows: ParkedRows;

  constructor(pool: Pool, schema: string, consumers: ConsumerGroup) {
    this.#pool = pool;
    this.#schema = schema;
    this.#consumers = consumers;
    this.#rows = new ParkedRows(schema);
  }

  async list({ workspace }: Principal, query: ParkedQuery): Promise<{ readonly streams: readonly ParkedStream[]; readonly total: number }> {
    return { streams: await this.#rows.list(this.#pool, workspace, query), total: await this.#rows.count(this.#pool, workspace, query) };
  }

  /** Null where nothing waits and nothing ever was done about it. */
  async show({ workspace }: Principal, target: ParkedTarget): Promise<ParkedDetail | null> {
    const acts = await actsOn(this.#pool, this.#schema, workspace, target);
    const stream = await this.#rows.find(this.#pool, workspace, target);
    if (!stream) return acts.length > 0 ? { ...target, version: 0, type: '', waitsFor: null, events: 0, error: '', tries: 0, parkedAt: null, waiting: [], acts } : null;
    return { ...stream, waiting: await this.#rows.events(this.#pool, target), acts };
  }

  async replay(principal: Principal, request: ReplayRequest): Promise<ParkedOutcome<ReplayReport>> {
    if (!(await this.#rows.find(this.#pool, principal.workspace, request))) return refusal(request, undefined);
    const consumer = this.#consumerOf(request);
    const report = await consumer.parked.replay(request, actBy(principal, request), request.dryRun ?? false);
    if (report.applied && !report.dryRun) await consumer.resume();
    return { status: 'accepted', report };
  }

  async discard(principal: Principal, request: DiscardRequest): Promise<ParkedOutcome<DiscardReport>> {
    if ((request.upTo ?? request.version) < request.version) throw new CommandFault('BAD_USER_INPUT', `upTo must not lie before version ${request.version}`, { path: ['upTo'] });
    const by = actBy(principal, request);
    const known = await this.#rows.find(this.#pool, principal.workspace, request) ?? (await actsOn(this.#pool, this.#schema, principal.workspace, request)).at(-1);
    if (!known) return refusal(request, undefined);
    const consumer = this.#consumerOf(request);
    const outcome = await consumer.parked.discard(request, by, request);
    if (outcome.status === 'accepted' && !outcome.report.dryRun) await consumer.resume();
    return outcome;
  }

  #consumerOf({ consumer }: ParkedTarget): EventConsumer {
    const found = this.#consumers.all().find((c) => c.name === consumer);
    if (!found) throw new CommandFault('NOT_FOUND', `no consumer ${consumer} runs here any more; those of this owner are ${this.#consumers.all().map((c) => c.name).join(', ')}`, { path: ['consumer'] });
    return found;
  }
}

const actBy = (principal: Principal, { reason, idempotencyKey, correlationId }: ReplayRequest): ActBy => ({
  workspace: principal.workspace, actor: actorOf(principal), reason, commandId: idOf(principal.workspace, actorOf(principal), idempotencyKey), correlationId,
});
