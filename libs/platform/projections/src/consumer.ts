import type { Transaction } from '@throughline/commands';
import type { Arrival } from './arrival.ts';
import { type ConsumerEnvironment, EventConsumer } from './event-consumer.ts';
import { projectionOf } from './projection.ts';
import type { ReadModel } from './read-model.ts';

export interface ConsumerOptions extends ConsumerEnvironment {
  /** Never changes: offsets and versions are kept under it. */
  readonly name: string;
  readonly readModels: readonly ReadModel[];
  /** Topics to consume besides those of the read models, for `onBatch`. */
  readonly topics?: readonly string[] | undefined;
  /** Writes in the transaction of the batch, before the read models: each event once, in order of its stream. Its failure makes the batch wait. */
  readonly onBatch?: ((tx: Transaction, arrivals: readonly Arrival[]) => Promise<void>) | undefined;
}

/** A named set of read models over their topics, up to 200 events a transaction, from the beginning. */
export class Consumer extends EventConsumer {
  constructor({ readModels, ...options }: ConsumerOptions) {
    super({ ...options, projections: readModels.map(projectionOf), startFrom: 'beginning', singly: false });
  }
}
