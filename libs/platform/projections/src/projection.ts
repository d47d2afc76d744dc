import type { EventContract, IntegrationEvent, Reaction } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from './read-model.ts';

/** What a projection does with one type of event. */
export interface ProjectionStep {
  readonly contract: EventContract;
  readonly run: (tx: Transaction, event: IntegrationEvent<never>) => Promise<void>;
}

/** A read model or a policy as the consumer drives it: parked by name and stream. */
export class Projection {
  readonly name: string;
  readonly topics: readonly string[];
  readonly applyAll: ReadModel['applyAll'];
  readonly #steps: ReadonlyMap<string, ProjectionStep>;

  constructor(name: string, steps: readonly (ProjectionStep & { readonly topic: string })[], applyAll?: ReadModel['applyAll']) {
    this.name = name;
    this.applyAll = applyAll;
    this.topics = [...new Set(steps.map((s) => s.topic))];
    this.#steps = new Map(steps.map((s) => [`${s.topic} ${s.contract.type}`, s]));
    if (this.#steps.size < steps.length) throw new Error(`${name} reacts twice to one event type; name each event once, in its newest version`);
  }

  stepFor(topic: string, event: IntegrationEvent): ProjectionStep | undefined {
    return this.#steps.get(`${topic} ${event.type}`);
  }
}

/** Reactions as steps; `then` receives what the reaction returned. */
export const stepsOf = <Result>(
  reactions: readonly Reaction<Result, [tx: Transaction]>[], then: (result: Awaited<Result>, tx: Transaction, event: IntegrationEvent<never>) => Promise<void>,
): (ProjectionStep & { readonly topic: string })[] => reactions.map(({ contract, topic, react }) => ({
  contract, topic, run: async (tx, event) => then(await react(event, tx), tx, event),
}));

export const projectionOf = (model: ReadModel): Projection => new Projection(model.name, stepsOf(model.on, async () => undefined), model.applyAll);
