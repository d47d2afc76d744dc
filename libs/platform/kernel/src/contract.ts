import type { Json } from './json.ts';
import type { Role } from './principal.ts';
import type { ContextName } from './stream.ts';

/** A JSON Schema document, the source of types, validators and docs. Closed for publishers (`additionalProperties: false`), open for readers. */
export type JsonSchema = object;

/** A public event in one version. Immutable once published; a change is a new version beside it. */
export interface EventContract<Data = unknown> {
  readonly context: ContextName;
  /** Stream type, kebab-case: part of the topic's name. */
  readonly aggregate: string;
  /** Event name, kebab-case, past tense; unique over all contexts. */
  readonly type: string;
  readonly version: number;
  /** One sentence for `docs/events.md`. */
  readonly summary: string;
  readonly schema: JsonSchema;
  readonly example: Data;
}

/** An event contract, its example typed by its schema. */
export const defineEvent = <Data>(contract: EventContract<Data>): EventContract<Data> => contract;

/** `throughline.<context>.<aggregate>.v1` */
export const topicOf = (contract: Pick<EventContract, 'context' | 'aggregate'>): string =>
  `throughline.${contract.context}.${contract.aggregate}.v1`;

/** A public command: who may send it, what it carries, and which refusals it can meet. */
export interface CommandContract<Data = unknown> {
  readonly context: ContextName;
  /** Kebab-case, imperative; unique over all contexts. */
  readonly name: string;
  readonly summary: string;
  /** Any one of these roles may send it. Policies and workers of the own context may always. */
  readonly roles: readonly Role[];
  /** `creates`: no expected version. `changes`: the expected published version is mandatory. `commutes`: explicit null is allowed, and then it is retried on a conflict. */
  readonly concurrency: 'creates' | 'changes' | 'commutes';
  readonly schema: JsonSchema;
  readonly example: Data;
}

/** A command contract, its example typed by its schema. */
export const defineCommand = <Data>(contract: CommandContract<Data>): CommandContract<Data> => contract;

/**
 * Sentences of a context's refusals: code → template with `{parameter}` for the refusal's typed parameters.
 * A parameter `missing` is a list of {@link MissingItem} and is shown beside the sentence.
 */
export type RefusalSentences = Readonly<Record<string, string>>;

/** What a refused command lacks, and how to get it. */
export interface MissingItem {
  readonly [key: string]: Json | undefined;
  /** Key of the criterion, fact or field, for machines. */
  readonly key: string;
  /** What is missing, for people. */
  readonly what: string;
  /** What to do. */
  readonly remedy: string;
}

/** The sentence of a refusal: texts as they are, everything else as JSON, `null` for a parameter that is missing. */
export const renderRefusal = (template: string, detail: Readonly<Record<string, Json | undefined>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = detail[name];
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  });
