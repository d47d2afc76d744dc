import type { Provider, Type } from '@nestjs/common';
import { topicOf, type ContextName, type EventContract } from '@throughline/kernel';
import type { CommandExecutor, RegisteredCommand } from '@throughline/commands';
import type { Policy, ReadModel, Upcast } from '@throughline/projections';
import type { Worker } from '@throughline/workers';
import type { MigrationClass } from './migration.ts';

/** Everything that one bounded context is made of: its composition root lists it, {@link contextModule} wires it. */
export interface ContextDefinition {
  readonly name: ContextName;
  /** Public events, all versions: they declare the topics. */
  readonly events: readonly EventContract[];
  readonly migrations: readonly MigrationClass[];
  /** One class per aggregate, constructed with the context's executor; each is its own injection token. */
  readonly aggregates: readonly Type<unknown>[] & readonly (new (executor: CommandExecutor) => unknown)[];
  /** Contract and command class of every command, public or internal. */
  readonly commands: readonly RegisteredCommand[];
  readonly handlers: readonly Type<unknown>[];
  readonly readModels: readonly ReadModel[];
  readonly policies: readonly Policy[];
  /** Classes of workers; what they need is injected. */
  readonly workers?: readonly Type<Worker<never>>[];
  readonly upcasts?: readonly Upcast[];
  readonly providers?: readonly Provider[];
}

/** Topics that a context owns. */
export const topicsOf = ({ events }: Pick<ContextDefinition, 'events'>): readonly string[] => [...new Set(events.map(topicOf))];

/** Topics that a context consumes, its own among them where its policies react to themselves. */
export const consumedTopicsOf = ({ readModels, policies }: Pick<ContextDefinition, 'readModels' | 'policies'>): readonly string[] =>
  [...new Set([...readModels, ...policies].flatMap(({ on }) => on.map(({ topic }) => topic)))];
