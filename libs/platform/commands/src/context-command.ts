import { Command } from '@nestjs/cqrs';
import type { CommandEnvelope, CommandOutcome, Transaction } from './command.ts';

/** A command on the bus: the request as it came and, for policies, the transaction that it joins. */
export abstract class ContextCommand<Body> extends Command<CommandOutcome> {
  readonly request: CommandEnvelope<Body>;
  readonly transaction: Transaction | undefined;

  constructor(request: CommandEnvelope<Body>, transaction?: Transaction) {
    super();
    this.request = request;
    this.transaction = transaction;
  }
}
