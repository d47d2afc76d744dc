import type { IntegrationEvent, Reaction } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';

/**
 * What a consumer keeps of the events it sees, in tables of its own schema. Reactions write through the transaction they are given and
 * nothing else; they must be a function of the event and the rows of the event's own stream.
 */
export interface ReadModel {
  readonly name: string;
  readonly version: number;
  /** Tables to empty for a rebuild, without schema. */
  readonly tables: readonly string[];
  readonly on: readonly Reaction<Promise<void>, [tx: Transaction]>[];
  /**
   * Does at once what the reactions do one by one, for speed: all events are ones that `on` names, validated and upcast, those of a
   * stream in order. When it fails, the events are shown to the reactions one by one, to find the one at fault.
   */
  readonly applyAll?: ((events: readonly IntegrationEvent<never>[], tx: Transaction) => Promise<void>) | undefined;
}
