import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CliError, type Access } from '../plane-access.ts';
import { ownerEnum, ownerName, OWNERS, OperatorSession, type SessionOptions, withSession } from './operator-session.ts';

interface RelayShown {
  readonly context: string;
  readonly answered: boolean;
  readonly leading: boolean | null;
  readonly refused: string | null;
  readonly epoch: number | null;
  readonly position: number | null;
  readonly ageSeconds: number | null;
}

interface Payload {
  readonly userErrors: readonly { readonly message: string }[];
  readonly relay: RelayShown | null;
}

const FIELDS = 'context answered leading refused epoch position ageSeconds';
const STATUS = `{ relays { ${FIELDS} } }`;
const CONFIRM = `mutation($input: ConfirmRelayInput!) { confirmRelay(input: $input) { userErrors { code message } relay { ${FIELDS} } } }`;
const CONTEXTS = OWNERS.filter((owner) => owner !== 'gateway');

const print = (text: string): void => { process.stdout.write(`${text}\n`); };

const contextEnum = (name: string): string => {
  if (!CONTEXTS.some((context) => context === name)) throw new CliError(`--context: ${name} is none of ${CONTEXTS.join(', ')}`, 2);
  return ownerEnum(name);
};

const named = (relay: RelayShown): RelayShown => ({ ...relay, context: ownerName(relay.context) });

const lineOf = ({ context, answered, leading, refused, position, epoch, ageSeconds }: RelayShown): string => {
  if (!answered) return `${context}: no answer`;
  if (refused !== null) return `${context}: REFUSES at position ${position}\n  ${refused}`;
  return `${context}: ${leading ? 'sends' : 'nobody leads'}, position ${position}, lease ${epoch}, ${ageSeconds === null ? 'nothing waits' : `the oldest event waits for ${ageSeconds.toFixed(1)} s`}`;
};

/** `throughline relay`: how the events of each context get into the log, and an operator's word where a relay refuses to go on. */
export const relayCommand = (program: Command, access: () => Access): void => {
  const relay = program.command('relay').description('how the events of each context get from its store into the log');

  withSession(relay.command('status').description('shows the relay of every context, or of one; exit code 1 when one refuses, or does not answer'))
    .option('--context <name>', `one of ${CONTEXTS.join(', ')}`)
    .action(async ({ context, ...options }: SessionOptions & { readonly context?: string }) => {
      const wanted = context === undefined ? undefined : contextEnum(context);
      const relays = (await new OperatorSession(access(), options).ask<readonly RelayShown[]>(STATUS, {})).filter((r) => wanted === undefined || r.context === wanted).map(named);
      print(options.json ? JSON.stringify(relays) : relays.map(lineOf).join('\n'));
      if (relays.some((r) => !r.answered || r.refused !== null)) process.exitCode = 1;
    });

  withSession(relay.command('confirm').description('says that the store of a context is the one to go on from: what only the log has is given up'))
    .requiredOption('--context <name>', `one of ${CONTEXTS.join(', ')}`).requiredOption('--reason <text>', 'why, 3–500 characters; kept as an event')
    .action(async ({ context, reason, ...options }: SessionOptions & { readonly context: string; readonly reason: string }) => {
      const input = { idempotencyKey: randomUUID(), context: contextEnum(context), reason };
      const { userErrors, relay: confirmed } = await new OperatorSession(access(), options).ask<Payload>(CONFIRM, { input });
      if (!confirmed) throw new CliError(userErrors.map((e) => e.message).join('\n'));
      print(options.json ? JSON.stringify(named(confirmed)) : lineOf(named(confirmed)));
    });
};
