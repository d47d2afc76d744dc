import { contractKey, type EventContract, type IntegrationEvent } from '@throughline/kernel';
import { describeProblems, validate } from '@throughline/commands';
import { openForReaders } from './open-for-readers.ts';

/** How data of one schema version becomes data of the next: pure. Made by {@link upcast}. */
export interface Upcast {
  /** The contract of version N; its schema validates what arrives. */
  readonly from: EventContract;
  /** Data of version N + 1. */
  readonly lift: (data: never) => unknown;
}

/** Lifts data of one schema version to the next. */
export const upcast = <From>(from: EventContract<From>, lift: (data: From) => unknown): Upcast => ({ from, lift });

/** An event that a projection cannot read. `newer`: its schema version is ahead of this code, which is nobody's bug. */
export class Unreadable extends Error {
  readonly newer: boolean;
  constructor(message: string, newer: boolean) {
    super(message);
    this.newer = newer;
  }
}

/** Validates events as they arrive and lifts old schema versions to the one that a reaction names. */
export class EventReader {
  readonly #upcasts: ReadonlyMap<string, Upcast>;

  constructor(upcasts: readonly Upcast[] = []) {
    this.#upcasts = new Map(upcasts.map((u) => [contractKey(u.from), u]));
  }

  /** @throws Unreadable naming the field or version at fault */
  read(event: IntegrationEvent, contract: EventContract): IntegrationEvent<never> {
    const { type, schemaVersion } = event;
    if (schemaVersion > contract.version) throw new Unreadable(`${type} has schema version ${schemaVersion}; this reader knows ${contract.version}. Deploy the newer reader, then replay.`, true);
    let data = event.data;
    for (let version = schemaVersion; version < contract.version; version++) {
      const step = this.#upcasts.get(contractKey({ type, version }));
      if (!step) throw new Unreadable(`${type} has schema version ${schemaVersion}; nothing lifts version ${version} to ${version + 1}`, false);
      check(step.from, data);
      data = step.lift(data as never);
    }
    check(contract, data);
    return { ...event, schemaVersion: contract.version, data: data as never };
  }
}

const check = (contract: EventContract, data: unknown): void => {
  const problems = validate(openForReaders(contract.schema), data);
  if (problems.length > 0) throw new Unreadable(`${contractKey(contract)} breaks its contract: ${describeProblems(problems)}`, false);
};
