import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { actorOf, inTransaction, recordAct } from '@throughline/commands';
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
  | { readonly status: 'refused'; readonly code: 'RELAY.NOTHING_TO_CONFIRM'; readonly detail: { readonly context: string } };

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

  /** Remembers the server and, where the log outlives it, the ends of the log as they are now; kept as an event with who said so and why. */
  async confirm(principal: Principal, { reason, idempotencyKey, correlationId }: ConfirmRelayRequest): Promise<ConfirmRelayOutcome> {
    const { context, pool, confirmed } = this.#options;
    const before = await this.status();
    const commandId = idOf(principal.workspace, actorOf(principal), idempotencyKey);
    const done = await this.#wasDone(commandId);
    if (before.refused === null) {
      return done ? { status: 'accepted', relay: before } : { status: 'refused', code: 'RELAY.NOTHING_TO_CONFIRM', detail: { context } };
    }
    const ends = await this.#ends();
    await inTransaction(pool, async (tx) => {
      await confirmRelay(tx, this.#key, ends);
      await recordAct(tx, new EventStore(this.#key.schema), {
        type: CONFIRMED, subject: ['relay', context, this.#key.transport], workspace: principal.workspace, actor: actorOf(principal), commandId, correlationId,
        // A key that was used before this state of the database was restored may have left an event of this id: an act of its own all the same.
        part: done ? randomUUID() : CONFIRMED,
        data: { reason, refused: before.refused!, position: before.position, floors: Object.fromEntries(ends) },
      });
    });
    confirmed();
    return { status: 'accepted', relay: await this.status() };
  }

  async #ends(): Promise<ReadonlyMap<string, number[]>> {
    const { transport, topics } = this.#options;
    if (transport.kind === 'postgres') return new Map();
    const ends = await Promise.all(topics.map(async (topic): Promise<[string, number[]]> => [topic, [...await transport.endOffsets(topic)]]));
    return new Map(ends);
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
