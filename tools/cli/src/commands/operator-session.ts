import { type Command, Option } from 'commander';
import { CliError, issueToken, sendQuery, type Access } from '../plane-access.ts';

/** Who operates, and how the answer is shown. */
export interface SessionOptions {
  readonly as: string;
  readonly workspace: string;
  readonly token?: string;
  readonly json?: boolean;
}

export const OWNERS = ['requirements', 'data-quality', 'training', 'registry', 'monitoring', 'gateway'] as const;

/** Adds the options of every command of an operator. */
export const withSession = (command: Command): Command => command
  .option('--as <persona>', 'persona that operates: sre or admin', 'sre')
  .option('--workspace <name>', 'workspace that the events belong to', 'default')
  // By `env`: a default would be printed by --help.
  .addOption(new Option('--token <jwt>', 'token to send instead of a persona\'s').env('THROUGHLINE_TOKEN'))
  .option('--json', 'as JSON, for scripts');

/** The API's name of an owner. @throws CliError */
export const ownerEnum = (owner: string): string => {
  if (!(OWNERS as readonly string[]).includes(owner)) throw new CliError(`owner: ${owner} is none of ${OWNERS.join(', ')}`, 2);
  return owner.toUpperCase().replaceAll('-', '_');
};

export const ownerName = (value: string): string => value.toLowerCase().replaceAll('_', '-');

/** Asks the gateway as an operator. */
export class OperatorSession {
  readonly #access: Access;
  readonly #options: SessionOptions;
  #token: Promise<string> | undefined;

  constructor(access: Access, options: SessionOptions) {
    this.#access = access;
    this.#options = options;
  }

  /** The field that a document asks for. @throws CliError with what the API says; exit code 2 where the request is at fault */
  async ask<Field>(document: string, variables: object): Promise<Field> {
    const { as, workspace, token } = this.#options;
    this.#token ??= token === undefined ? issueToken(this.#access, as, workspace, 3_600).then((issued) => issued.token) : Promise.resolve(token);
    const { data, errors } = await sendQuery(this.#access, await this.#token, document, variables);
    if (errors?.length) throw new CliError(errors.map((e) => e.message).join('\n'), errors.every((e) => e.extensions?.code === 'BAD_USER_INPUT') ? 2 : 1);
    return Object.values(data!)[0] as Field;
  }
}
