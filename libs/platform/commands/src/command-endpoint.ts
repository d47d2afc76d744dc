import type { CommandBus } from '@nestjs/cqrs';
import { canonicalJson, isUuid, NotStorable, type CommandContract } from '@throughline/kernel';
import { CommandFault, type CommandEnvelope, type CommandOutcome, type CommandPort, type CommandRunner, type StreamVersions, type Transaction } from './command.ts';
import type { ContextCommand } from './context-command.ts';
import { validate } from './schema-validator.ts';

/** A command that a context answers to: its contract, and the class whose handler decides it. */
export interface RegisteredCommand {
  readonly contract: CommandContract;
  readonly command: new (request: CommandEnvelope<never>, transaction?: Transaction) => ContextCommand<unknown>;
}

/** Waits until the context has what the sender saw. */
export type FactsBarrier = (seen: StreamVersions) => Promise<'ok' | 'lagging' | 'parked'>;

/** The command port of one context: checks name, role, body and version rule, waits for what the sender saw, then dispatches. */
export class CommandEndpoint implements CommandPort, CommandRunner {
  private readonly bus: CommandBus;
  private readonly commands: ReadonlyMap<string, RegisteredCommand>;
  private readonly barrier: FactsBarrier;

  constructor(bus: CommandBus, commands: readonly RegisteredCommand[], barrier: FactsBarrier) {
    this.bus = bus;
    this.commands = new Map(commands.map((c) => [c.contract.name, c]));
    this.barrier = barrier;
  }

  async dispatch(envelope: CommandEnvelope): Promise<CommandOutcome> {
    const registered = this.registered(envelope.name);
    if (!envelope.principal.roles.some((role) => registered.contract.roles.includes(role))) {
      throw new CommandFault('FORBIDDEN', `${envelope.name} needs one of the roles ${registered.contract.roles.join(', ')}`);
    }
    if (!isUuid(envelope.idempotencyKey)) throw new CommandFault('BAD_USER_INPUT', 'idempotencyKey must be a UUID in lower case', { path: ['idempotencyKey'] });
    const problems = validate(registered.contract.schema, envelope.body);
    if (problems[0]) throw new CommandFault('BAD_USER_INPUT', `${problems[0].path.join('.') || 'input'} ${problems[0].message}`, { path: problems[0].path });
    refuseUnstorable(envelope.body);
    const refusal = versionRefusal(registered.contract, envelope);
    if (refusal) return refusal;
    if (envelope.seen) {
      const facts = await this.barrier(envelope.seen);
      if (facts === 'lagging') throw new CommandFault('FACTS_LAGGING', 'this context has not yet seen what the token names; send the command again');
      if (facts === 'parked') throw new CommandFault('FACTS_PARKED', 'a stream that the token names is parked in this context; an operator must release it');
    }
    return this.run(envelope);
  }

  run(envelope: CommandEnvelope, transaction?: Transaction): Promise<CommandOutcome> {
    const { command } = this.registered(envelope.name);
    return this.bus.execute(new command(envelope as CommandEnvelope<never>, transaction));
  }

  private registered(name: string): RegisteredCommand {
    const found = this.commands.get(name);
    if (!found) throw new CommandFault('BAD_USER_INPUT', `there is no command ${name}`, { path: ['name'] });
    return found;
  }
}

/** A schema takes any text and number; an event does not. @throws CommandFault BAD_USER_INPUT naming the field */
export const refuseUnstorable = (body: unknown): void => {
  try {
    canonicalJson(body);
  } catch (error) {
    throw error instanceof NotStorable ? new CommandFault('BAD_USER_INPUT', error.message, { path: [error.path] }) : error;
  }
};

const versionRefusal = (contract: CommandContract, envelope: CommandEnvelope): CommandOutcome | null => {
  const given = envelope.expectedVersion;
  if (contract.concurrency === 'creates') return null;
  if (given === undefined || (given === null && contract.concurrency !== 'commutes')) {
    return { status: 'refused', code: 'EXPECTED_VERSION_REQUIRED', detail: { command: contract.name } };
  }
  return null;
};

/** Contract of a command that only policies and workers of the own context send: no role may, and its body is the context's own. */
export const internalCommand = (context: CommandContract['context'], name: string): CommandContract =>
  ({ context, name, summary: `${name}, sent by the context itself.`, roles: [], concurrency: 'commutes', schema: {}, example: {} });
