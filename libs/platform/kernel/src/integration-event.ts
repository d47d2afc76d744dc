import type { EventContract } from './contract.ts';
import { topicOf } from './contract.ts';
import type { Actor } from './principal.ts';
import type { ContextName } from './stream.ts';

/** A public event as a consumer receives it, transport-neutral: the CloudEvents attributes by name, `data` upcast to the newest version. */
export interface IntegrationEvent<Data = unknown> {
  readonly id: string;
  readonly context: ContextName;
  readonly streamType: string;
  readonly stream: string;
  /** Kebab-case event name without the context. */
  readonly type: string;
  readonly schemaVersion: number;
  readonly workspace: string;
  /** Published version in its stream: 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly data: Data;
  readonly actor: Actor;
  readonly onBehalfOf?: Actor | undefined;
  readonly correlationId: string;
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** The store's `recorded_at`: ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly occurredAt?: string | undefined;
  /** Position in the owner's store, as a decimal string; never used to deduplicate. */
  readonly globalPosition: string;
  /** SHA-256 of the text of `data` as it travelled. */
  readonly payloadDigest: string;
}

/** One reaction of a fold, read model or policy, typed by the contract that it names. */
export interface Reaction<Result, Args extends readonly unknown[]> {
  readonly contract: EventContract<unknown>;
  readonly topic: string;
  readonly react: (event: IntegrationEvent<never>, ...args: Args) => Result;
}

/** What is done with an event, typed by its contract; the topic follows from it. */
export const when = <Data, Result, Args extends readonly unknown[]>(
  contract: EventContract<Data>, react: (event: IntegrationEvent<Data>, ...args: Args) => Result,
): Reaction<Result, Args> => ({ contract: contract as EventContract<unknown>, topic: topicOf(contract), react: react as Reaction<Result, Args>['react'] });

/** `<event type>:<version>`: how a contract is found for an event that arrives. */
export const contractKey = (c: { readonly type: string; readonly version: number }): string => `${c.type}:${c.version}`;
