import { digestOf } from '@throughline/kernel';
import { actorOf, type CommandEnvelope, type CommandOutcome, type Transaction } from './command.ts';

/** The table of a context's command log, as SQL text; `outcome` is null while the command is being decided. */
export const commandLogSql = (schema: string): string => `
create table ${schema}.command_log(workspace text not null, principal text not null, idempotency_key uuid not null,
  hash text not null, outcome json, at timestamptz not null default now(),
  primary key(workspace, principal, idempotency_key));
create index command_log_at on ${schema}.command_log(at) where principal not like 'policy:%';
`;

/** What the application role needs to keep the command log. */
export const commandLogGrants = (schema: string, role: string): string =>
  `grant select, insert, update, delete on ${schema}.command_log to ${role};\n`;

type Claim = { readonly kind: 'claimed' } | { readonly kind: 'replayed'; readonly outcome: CommandOutcome } | { readonly kind: 'reused' };

/** Outcomes by (workspace, principal, idempotency key): asking twice is answered, not done twice. */
export class CommandLog {
  private readonly schema: string;

  constructor(schema: string) {
    this.schema = schema;
  }

  /** Inserts the row first, in the transaction of the append; a loser waits here for the winner and gets the winner's outcome. */
  async claim(tx: Transaction, envelope: CommandEnvelope): Promise<Claim> {
    const key = [envelope.principal.workspace, actorOf(envelope.principal), envelope.idempotencyKey];
    const hash = digestOf([envelope.name, envelope.body, envelope.expectedVersion ?? null]);
    const inserted = await tx.query({
      name: `${this.schema}.command_log.claim`,
      text: `insert into ${this.schema}.command_log(workspace, principal, idempotency_key, hash) values ($1,$2,$3,$4) on conflict do nothing`,
      values: [...key, hash],
    });
    if (inserted.rowCount === 1) return { kind: 'claimed' };
    const { rows } = await tx.query({
      name: `${this.schema}.command_log.read`,
      text: `select hash, outcome from ${this.schema}.command_log where workspace = $1 and principal = $2 and idempotency_key = $3`,
      values: key,
    });
    const row = rows[0] as { hash: string; outcome: CommandOutcome } | undefined;
    if (!row) throw new Error(`command log row of ${key.join(' ')} vanished between two statements`);
    return row.hash === hash ? { kind: 'replayed', outcome: row.outcome } : { kind: 'reused' };
  }

  async settle(tx: Transaction, envelope: CommandEnvelope, outcome: CommandOutcome): Promise<void> {
    await tx.query({
      name: `${this.schema}.command_log.settle`,
      text: `update ${this.schema}.command_log set outcome = $4 where workspace = $1 and principal = $2 and idempotency_key = $3`,
      values: [envelope.principal.workspace, actorOf(envelope.principal), envelope.idempotencyKey, JSON.stringify(outcome)],
    });
  }

  /** Drops outcomes older than 30 days; those of policies stay for ever, since an event can come again at any time. */
  async expire(tx: Transaction): Promise<number> {
    const { rowCount } = await tx.query(
      `delete from ${this.schema}.command_log where at < now() - interval '30 days' and principal not like 'policy:%'`);
    return rowCount ?? 0;
  }
}
