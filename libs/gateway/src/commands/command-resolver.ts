import type { CommandContract, RefusalSentences } from '@throughline/kernel';
import type { CommandOutcome } from '@throughline/commands';
import { newest } from '../consistency/consistency-token.ts';
import type { GatewayContext } from '../resolvers/gateway-context.ts';
import { keyOf } from '../schema/node-id.ts';
import { conflictNode, PLATFORM_REFUSALS, refusalNode } from './user-errors.ts';

// GraphQL has checked the input against the SDL; a static type of it would need generated code.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CommandInput = Record<string, any>;

/** Turns ids of the input into keys. @throws BAD_USER_INPUT naming the field */
export interface Ids {
  /** Key that an id field holds; undefined when the field was left out. */
  id(field: string, type: string): never;
  ids(field: string, type: string): never;
}

/** What a mutation resolves to; other payload fields read `outcome`. */
export interface CommandResult {
  readonly command: object;
  readonly userErrors: readonly object[];
  readonly outcome: CommandOutcome;
}

export interface CommandResolver {
  (parent: unknown, args: { input: CommandInput }, context: GatewayContext): Promise<CommandResult>;
  readonly contract: CommandContract<never>;
  /** Sentences of the context's refusals and GraphQL types of its streams; set when the schema is composed. */
  joinTo(sentences: RefusalSentences, entityId: (stream: string) => string | null): void;
}

/** Nothing is said twice: an input field that is null is as absent as one that was left out. What stands in a `verbatim` field is the sender's own. */
const withoutNulls = (value: unknown, verbatim: readonly string[] = []): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v != null).map(([key, v]) => [key, verbatim.includes(key) ? v : withoutNulls(v)]));
};

const idsOf = (input: CommandInput): Ids => {
  const decode = (field: string, type: string): string | undefined => input[field] === undefined ? undefined : keyOf(type, input[field], ['input', field]);
  return {
    id: (field, type) => decode(field, type) as never,
    ids: (field, type) => (input[field] as string[] | undefined)?.map((id, i) => keyOf(type, id, ['input', field, String(i)])) as never,
  };
};

/**
 * Resolves a mutation by sending a command to its context with the caller's principal. Names its arguments `input`, with
 * `idempotencyKey` and, unless it creates, `expectedVersion`.
 * @param body the command's body from the other input fields; left out: those fields as they are
 * @param verbatim fields of input and body whose JSON is passed on with its nulls
 */
export const command = <Body>(
  contract: CommandContract<Body>, body: (input: CommandInput, ids: Ids) => Body | CommandInput = (input) => input, verbatim: readonly string[] = [],
): CommandResolver => {
  let sentences: RefusalSentences = PLATFORM_REFUSALS;
  let entityIdOf: (stream: string) => string | null = () => null;

  const resolve = async (_: unknown, { input }: { input: CommandInput }, context: GatewayContext): Promise<CommandResult> => {
    const { idempotencyKey, expectedVersion, ...rest } = input;
    const fields = withoutNulls(rest, verbatim) as CommandInput;
    const mapped = withoutNulls(body(fields, idsOf(fields)), verbatim);
    const needsVersion = contract.concurrency === 'changes' ? expectedVersion == null : contract.concurrency === 'commutes' && expectedVersion === undefined;
    const outcome: CommandOutcome = needsVersion
      ? { status: 'refused', code: 'EXPECTED_VERSION_REQUIRED', detail: { command: contract.name } }
      : await context.commands.dispatch({
        context: contract.context, name: contract.name, body: mapped, idempotencyKey, expectedVersion,
        principal: context.principal, correlationId: context.correlationId, traceparent: context.traceparent, seen: context.seen,
      });
    const made = outcome.status === 'accepted' && outcome.version > 0 ? { [outcome.stream]: outcome.version } : {};
    context.seen = newest(context.seen, made);
    const userErrors = outcome.status === 'refused' ? [refusalNode(outcome.code, outcome.detail, sentences)]
      : outcome.status === 'conflict' ? [conflictNode(outcome)] : [];
    return {
      outcome, userErrors,
      command: {
        name: contract.name, state: outcome.status, correlationId: context.correlationId,
        entityId: outcome.status === 'accepted' ? entityIdOf(outcome.stream) : null,
        resultVersion: outcome.status === 'accepted' ? outcome.version : null,
        consistencyToken: outcome.status === 'accepted' ? context.seal(context.seen) : null,
      },
    };
  };
  return Object.assign(resolve, {
    contract: contract as CommandContract<never>,
    joinTo(own: RefusalSentences, entityId: (stream: string) => string | null) {
      sentences = { ...PLATFORM_REFUSALS, ...own };
      entityIdOf = entityId;
    },
  });
};
