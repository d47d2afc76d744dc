import type { Pool } from 'pg';
import { actorOf, CommandFault, inTransaction, recordAct } from '@throughline/commands';
import { EventStore } from '@throughline/event-store';
import { type ContextName, idOf, type Principal, schemaOf } from '@throughline/kernel';
import { confirmRelay, type LogTransport, type RelayKey, relayStatus, type RelayStatus } from '@throughline/transport';
import type { OperationHandlers } from './owner-operations.ts';

/** An operator's word that the store of a context is the one to go on from. */
export interface ConfirmRelayRequest {
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
}

/** What became of it. */
export type ConfirmRelayOutcome =
  | { readonly status: 'accepted'; readonly relay: RelayStatus }
  | { readonly status: 'refused'; readonly code: 'RELAY.NOTHING_TO_CONFIRM' | 'IDEMPOTENCY_KEY_REUSED'; readonly detail: { readonly context: string } };

/** What the desk needs of its context. */
export interface RelayDeskOptions {
  readonly context: ContextName;
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Topics that the context owns. */
  readonly topics: readonly string[];
  /** Called once a relay may go on. */
  readonly confirmed: () => void;
}

/** Where operators see how a context's relay stands, and let it go on where it refuses. */
export class RelayDesk {
  readonly #options: RelayDeskOptions;
  readonly #key: RelayKey;

  constructor(options: RelayDeskOptions) {
    this.#options = options;
    this.#key = { schema: schemaOf(options.context), context: options.context, transport: options.transport.kind };
  }

  status(): Promise<RelayStatus> {
    return relayStatus(this.#options.pool, this.#key);
  }

  /**
   * Remembers the server and, where the log outlives it, the ends of the log as they are now; kept as an event with who said so and why.
   * @throws CommandFault UPSTREAM_UNAVAILABLE where the log cannot be asked for its ends
   */
  async confirm(principal: Principal, { reason, idempotencyKey, correlationId }: ConfirmRelayRequest): Promise<ConfirmRelayOutcome> {
    const { context, pool, confirmed } = this.#options;
    const before = await this.status();
    const commandId = idOf(principal.workspace, actorOf(principal), idempotencyKey);
    const done = await this.#wasDone(commandId);
    if (before.refused === null) {
      return done ? { status: 'accepted', relay: before } : { status: 'refused', code: 'RELAY.NOTHING_TO_CONFIRM', detail: { context } };
    }
    // Sent again, a word about an earlier refusal says nothing of this one.
    if (done) return { status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED', detail: { context } };
    const ends = await this.#ends();
    await inTransaction(pool, async (tx) => {
      await confirmRelay(tx, this.#key, ends);
      await recordAct(tx, new EventStore(this.#key.schema), {
        type: CONFIRMED, subject: ['relay', context, this.#key.transport], workspace: principal.workspace, actor: actorOf(principal), commandId, correlationId,
        part: CONFIRMED, data: { reason, refused: before.refused!, position: before.position, floors: Object.fromEntries(ends) },
      });
    });
    confirmed();
    return { status: 'accepted', relay: await this.status() };
  }

  async #ends(): Promise<ReadonlyMap<string, number[]>> {
    const { transport, topics } = this.#options;
    if (transport.kind === 'postgres') return new Map();
    try {
      return new Map(await Promise.all(topics.map(async (topic): Promise<[string, number[]]> => [topic, [...await transport.endOffsets(topic)]])));
    } catch (cause) {
      throw new CommandFault('UPSTREAM_UNAVAILABLE', `the ends of the log cannot be read, and what is given up depends on them: ${cause instanceof Error ? cause.message : String(cause)}. Ask again with the same idempotencyKey.`, { cause });
    }
  }

  async #wasDone(commandId: string): Promise<boolean> {
    const { rowCount } = await this.#options.pool.query(`select 1 from ${this.#key.schema}.events where event_id = $1`, [idOf(commandId, CONFIRMED)]);
    return rowCount! > 0;
  }
}

const CONFIRMED = 'RelayConfirmed';

/** What operators can have done about a relay. */
export const relayOperations = (desk: RelayDesk): OperationHandlers => ({
  'relay-status': () => desk.status(),
  'confirm-relay': (request, principal) => desk.confirm(principal, request),
});
