import type { CommandEnvelope, CommandOutcome, CommandRunner, Transaction } from '@throughline/commands';
import { when } from '@throughline/kernel';
import type { Policy } from '../src/policy.ts';
import { counted } from './fake-owner.ts';

/** Table of effects without any key of its own: what happens twice stands there twice. */
export const effectsSql = 'create table ctx.effect(n bigserial primary key, key uuid not null, stream text not null, workspace text not null)';

/** Writes an effect for each command, in the transaction that it is given. */
export class EffectRunner implements CommandRunner {
  readonly ran: CommandEnvelope[] = [];
  answer: (envelope: CommandEnvelope) => CommandOutcome | Error = () => ({ status: 'accepted', stream: 'effect', version: 1 });

  async run(envelope: CommandEnvelope, tx?: Transaction): Promise<CommandOutcome> {
    if (!tx) throw new Error('a policy gives its transaction');
    this.ran.push(envelope);
    const { stream } = envelope.body as { stream: string };
    await tx.query('insert into ctx.effect(key, stream, workspace) values ($1, $2, $3)', [envelope.idempotencyKey, stream, envelope.principal.workspace]);
    const outcome = this.answer(envelope);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }
}

export const counting = (startFrom: Policy['startFrom'] = 'beginning'): Policy => ({
  name: 'when-tally-counted-then-record-effect', startFrom,
  on: [when(counted, ({ stream, version }) => [{ name: 'record-effect', body: { stream: `${stream} ${version}` }, target: stream }])],
});
