import type { Meta } from '@throughline/kernel';
import type { Transaction } from './command.ts';

/** A stream of the own context that a decision read: the append asserts that it has not moved since. */
export interface Assertion {
  readonly stream: string;
  readonly streamType: string;
  readonly version: number;
}

/** The transaction of one decision, and what it read. */
export class UnitOfWork {
  readonly tx: Transaction;
  readonly meta: Meta;
  private readonly read = new Map<string, Assertion>();

  constructor(tx: Transaction, meta: Meta) {
    this.tx = tx;
    this.meta = meta;
  }

  get workspace(): string {
    return this.meta.workspace;
  }

  /** An absent stream cannot be asserted (an empty append locks nothing), so it is not: never decide from an absence. */
  assert(assertion: Assertion): void {
    if (assertion.version > 0) this.read.set(assertion.stream, assertion);
  }

  assertionsBeside(target: string): readonly Assertion[] {
    return [...this.read.values()].filter((a) => a.stream !== target);
  }
}

/** Another writer was first; decide again. */
export class ConcurrencyConflict extends Error {
  constructor(stream: string) {
    super(`stream ${stream} moved on`);
  }
}
