import type { Pool } from 'pg';
import type { EventStore } from '@throughline/event-store';
import { idOf, type Meta } from '@throughline/kernel';
import { actorOf, CommandFault, type CommandEnvelope, type CommandOutcome, type Transaction } from './command.ts';
import type { CommandLog } from './command-log.ts';
import { inSavepoint, inTransaction } from './transaction.ts';
import { ConcurrencyConflict, UnitOfWork } from './unit-of-work.ts';

/** What a decision came to; only a final outcome is stored under the idempotency key. */
export interface Decided {
  readonly outcome: CommandOutcome;
  readonly final: boolean;
}

const TRIES = 3;

class NotFinal extends Error {
  readonly outcome: CommandOutcome;
  constructor(outcome: CommandOutcome) {
    super('outcome is not final: nothing is kept');
    this.outcome = outcome;
  }
}

/** Id of a command: the same sender and key name the same command for ever. */
export const commandIdOf = (envelope: Pick<CommandEnvelope, 'principal' | 'idempotencyKey'>): string =>
  idOf(envelope.principal.workspace, actorOf(envelope.principal), envelope.idempotencyKey);

const metaOf = (envelope: CommandEnvelope): Meta => ({
  commandId: commandIdOf(envelope), now: new Date().toISOString(), actor: actorOf(envelope.principal), onBehalfOf: envelope.principal.onBehalfOf,
  workspace: envelope.principal.workspace, correlationId: envelope.correlationId, causationId: envelope.causationId,
  traceparent: envelope.traceparent, occurredAt: envelope.occurredAt,
});

/** Runs decisions of one context: command log, append and whatever the caller adds are one transaction; a lost race is decided again. */
export class CommandExecutor {
  readonly store: EventStore;
  private readonly pool: Pool;
  private readonly log: CommandLog;
  private readonly committed: () => void;

  /** @param committed called after each commit of ours, so that relay and workers need not wait for their next poll */
  constructor(pool: Pool, store: EventStore, log: CommandLog, committed: () => void) {
    this.pool = pool;
    this.store = store;
    this.log = log;
    this.committed = committed;
  }

  async execute(envelope: CommandEnvelope, decide: (work: UnitOfWork) => Promise<Decided>, transaction?: Transaction): Promise<CommandOutcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (transaction) return await inSavepoint(transaction, () => this.decideOnce(transaction, envelope, decide));
        const outcome = await inTransaction(this.pool, (tx) => this.decideOnce(tx, envelope, decide));
        this.committed();
        return outcome;
      } catch (error) {
        if (error instanceof NotFinal) return error.outcome;
        if (!(error instanceof ConcurrencyConflict)) throw error;
        if (attempt === TRIES) throw new CommandFault('UPSTREAM_UNAVAILABLE', 'others keep changing this stream; send the command again with the same key', { cause: error });
      }
    }
  }

  private async decideOnce(tx: Transaction, envelope: CommandEnvelope, decide: (work: UnitOfWork) => Promise<Decided>): Promise<CommandOutcome> {
    const claim = await this.log.claim(tx, envelope);
    if (claim.kind === 'replayed') return claim.outcome;
    if (claim.kind === 'reused') return { status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED', detail: { idempotencyKey: envelope.idempotencyKey } };
    const decided = await decide(new UnitOfWork(tx, metaOf(envelope)));
    if (!decided.final) throw new NotFinal(decided.outcome);
    await this.log.settle(tx, envelope, decided.outcome);
    return decided.outcome;
  }
}
