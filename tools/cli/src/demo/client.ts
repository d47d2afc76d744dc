import { randomUUID } from 'node:crypto';
import { CliError, issueToken, sendQuery, type Access, type GraphqlAnswer } from '../plane-access.ts';

export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly missing?: readonly { readonly key: string; readonly what: string; readonly remedy: string }[];
}

/** A mutation's answer. */
export interface Outcome {
  readonly command: { readonly state: string; readonly entityId: string | null; readonly resultVersion: number | null } | null;
  readonly userErrors: readonly UserError[];
}

/** A question that was answered by a fault. */
class FaultError extends CliError {
  readonly code: string;
  readonly text: string;
  constructor(message: string, code: string, text: string) {
    super(message);
    this.code = code;
    this.text = text;
  }
}

const RETRYABLE = new Set(['FACTS_LAGGING', 'UPSTREAM_UNAVAILABLE']);
const RETRIES = 40;

export interface ToldRefusal { readonly step: number; readonly persona: string; readonly command: string; readonly code: string; readonly message: string; readonly missing: readonly string[] }

/** What all people of a story share: what was seen so far (the next question waits for it, the next command is decided with it), and what was refused. */
export class Conversation {
  token: string | null = null;
  step = 0;
  readonly refusals: ToldRefusal[] = [];
}

/** One persona of one workspace, speaking GraphQL as any client would. */
export class Client {
  readonly persona: string;
  private readonly access: Access;
  private readonly token: string;
  private readonly conversation: Conversation;

  private constructor(persona: string, access: Access, token: string, conversation: Conversation) {
    this.persona = persona;
    this.access = access;
    this.token = token;
    this.conversation = conversation;
  }

  static async as(persona: string, workspace: string, access: Access, conversation: Conversation): Promise<Client> {
    return new Client(persona, access, (await issueToken(access, persona, workspace, 4 * 3600)).token, conversation);
  }

  /** Answers a query's data. @throws CliError with the answer's errors */
  async query<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    return (await this.send(query, variables)).data as Data;
  }

  async send(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await sendQuery(this.access, this.token, query, variables, this.conversation.token);
      const consistency = answer.extensions?.['consistency'] as { token?: string | null; stale?: boolean } | undefined;
      if (consistency?.token) this.conversation.token = consistency.token;
      const [error] = answer.errors ?? [];
      if (!error) return answer;
      if (attempt >= RETRIES || !RETRYABLE.has(error.extensions?.code ?? '')) {
        throw new FaultError(`${this.persona}: ${answer.errors!.map((e) => `${e.message} (${e.extensions?.code ?? 'no code'})`).join('; ')}\n${query.trim().slice(0, 400)}`, error.extensions?.code ?? '', error.message);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Sends a command and answers what became of it; a refusal is an outcome. @param selection more fields of the payload */
  async attempt(mutation: string, input: Readonly<Record<string, unknown>>): Promise<Outcome> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { outcome: ${mutation}(input: $input) { command { state entityId resultVersion } userErrors { code message ... on Refusal { missing { key what remedy } } } } }`;
    // The key stays the same over retries, so that a repeated command is done once.
    const data = await this.query<{ outcome: Outcome }>(document, { input: { idempotencyKey: randomUUID(), ...input } });
    return data.outcome;
  }

  /** Sends a command that must be accepted. @returns the Node id of what it changed */
  async do(mutation: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    const { command, userErrors } = await this.attempt(mutation, input);
    if (command?.state !== 'ACCEPTED') {
      throw new CliError(`${this.persona}: ${mutation} was not accepted: ${userErrors.map((e) => [e.message, ...(e.missing ?? []).map((m) => `${m.what} (${m.remedy})`)].join(' ')).join('; ')}`);
    }
    return command.entityId ?? '';
  }

  /** Sends a command that must be refused. @throws CliError when it was not */
  async refused(mutation: string, input: Readonly<Record<string, unknown>>, code: string): Promise<UserError> {
    const { userErrors } = await this.attempt(mutation, input);
    const [error] = userErrors;
    if (error?.code !== code) throw new CliError(`${this.persona}: ${mutation} should have been refused with ${code}, and was answered ${error?.code ?? 'with success'}`);
    this.tell(mutation, error.code, error.message, (error.missing ?? []).map((m) => m.what));
    return error;
  }

  /** Sends a command that the persona's roles do not allow. @returns what the plane says; @throws CliError when it was allowed */
  async forbidden(mutation: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    try {
      await this.attempt(mutation, input);
    } catch (error) {
      if (!(error instanceof FaultError) || error.code !== 'FORBIDDEN') throw error;
      this.tell(mutation, error.code, error.text, []);
      return error.text;
    }
    throw new CliError(`${this.persona}: ${mutation} should have been forbidden, and was not`);
  }

  private tell(command: string, code: string, message: string, missing: readonly string[]): void {
    this.conversation.refusals.push({ step: this.conversation.step, persona: this.persona, command, code, message, missing });
  }
}
