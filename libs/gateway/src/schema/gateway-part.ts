import type { ContextName, EventContract, RefusalSentences } from '@throughline/kernel';
import type { Upcast } from '@throughline/projections';
import type { Fold } from '../read-models/fold.ts';

// Resolvers differ in parent and arguments; GraphQL checks both against the SDL.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type FieldResolver = (parent: any, args: any, context: any, info: any) => unknown;
export type TypeResolvers = Readonly<Record<string, FieldResolver>>;

/** What one context adds to the gateway besides its file in `schema/`. */
export interface GatewayPart {
  readonly context: ContextName;
  /** Every public event of the context, as its contracts list them. */
  readonly events: readonly EventContract[];
  /** Sentences of its refusals. */
  readonly refusals: RefusalSentences;
  readonly folds: readonly Fold[];
  /** How events stored in an older version become the newest. */
  readonly upcasts?: readonly Upcast[];
  /** The SDL, where it is not in `schema/<context>.graphql`. */
  readonly sdl?: string;
  /** GraphQL type → field → resolver. Fields of a fold's type and of payloads need none where the name says it all. */
  readonly resolvers: Readonly<Record<string, TypeResolvers>>;
}
