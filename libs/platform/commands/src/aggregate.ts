import { canonicalJson, idOf, type Command, type Decider, type Event, type EventContract, type Meta, type Recorded } from '@throughline/kernel';
import type { EventStore, NewEvent, StoredEvent } from '@throughline/event-store';
import { CommandFault, type CommandEnvelope, type CommandOutcome, type Transaction } from './command.ts';
import type { CommandExecutor, Decided } from './command-executor.ts';
import { describeProblems, validate } from './schema-validator.ts';
import { ConcurrencyConflict, type UnitOfWork } from './unit-of-work.ts';

/** What others get of a domain event. */
export interface Published {
  readonly contract: EventContract<unknown>;
  readonly data: unknown;
}

/** One line of a {@link Publishing}: the contract and, typed by it, what others are told. */
export const publish = <Data>(contract: EventContract<Data>, data: Data): Published => ({ contract: contract as EventContract<unknown>, data });

/** For every domain event what is published of it, or null when it stays private: a pure mapping, exhaustive by the compiler. */
export type Publishing<E extends Event> = { readonly [T in E['type']]: (data: Extract<E, { type: T }>['data']) => Published | null };

/** A domain event as it was appended, with the command that it follows from. */
export interface AppendedEvent {
  readonly id: string;
  readonly stream: string;
  readonly event: Event;
  readonly meta: Meta;
}

/** What makes a kind of stream: its name, its rules, and what follows from an append. */
export interface AggregateDefinition<C extends Command, State, E extends Event, Refusal extends string> {
  /** Stream type, kebab-case. */
  readonly type: string;
  readonly decider: Decider<C, State, E, Refusal>;
  readonly publishing: Publishing<E>;
  /** Stored version → newest, pure; stored bytes are never rewritten. */
  readonly upcast?: (event: StoredEvent) => StoredEvent;
  /** Rows of the own context written in the transaction of the append, for example work to do. */
  readonly appended?: (tx: Transaction, event: AppendedEvent) => Promise<void>;
}

/** A stream by its events. Versions are 0 for one that does not exist; `changedBy` is the actor of its last event. */
export interface Loaded<State> {
  readonly stream: string;
  readonly state: State;
  readonly version: number;
  readonly publishedVersion: number;
  readonly changedBy: string | null;
}

const MAX_PUBLISHED_BYTES = 256 * 1024;

/** One kind of stream of a context: loads it by its events, decides, appends. Each context subclasses it once per aggregate, as its own injection token. */
export abstract class Aggregate<C extends Command, State, E extends Event, Refusal extends string> {
  private readonly executor: CommandExecutor;
  private readonly definition: AggregateDefinition<C, State, E, Refusal>;

  constructor(executor: CommandExecutor, definition: AggregateDefinition<C, State, E, Refusal>) {
    this.executor = executor;
    this.definition = definition;
  }

  private get store(): EventStore {
    return this.executor.store;
  }

  /** State of a stream of the own context, asserted by the append of this unit of work. */
  async load(work: UnitOfWork, stream: string): Promise<Loaded<State>> {
    const loaded = await this.read(work.tx, stream, work.workspace);
    work.assert({ stream, streamType: this.definition.type, version: loaded.version });
    return loaded;
  }

  /** State of a stream without asserting it: for reading only, never for deciding. */
  async read(tx: Transaction, stream: string, workspace: string): Promise<Loaded<State>> {
    const { decider, upcast } = this.definition;
    const { events, version, publishedVersion } = await this.store.load(tx, stream, workspace);
    const state = events.map(upcast ?? ((e) => e)).reduce((s, e) => decider.evolve(s, {
      id: e.id, type: e.type, data: e.data, actor: e.metadata['actor'], onBehalfOf: e.metadata['onBehalfOf'], recordedAt: e.recordedAt.toISOString(),
    } as Recorded<E>), decider.initialState());
    return { stream, state, version, publishedVersion, changedBy: events.at(-1)?.metadata['actor'] ?? null };
  }

  /**
   * Decides a command on one stream and appends what follows, in one transaction with the command log (or in the caller's).
   * `prepare` looks up what the decision needs; what it loads from own streams is asserted.
   */
  handle(request: CommandEnvelope, stream: string | ((meta: Meta) => string),
    prepare: (work: UnitOfWork) => Promise<Omit<C, 'meta'>> | Omit<C, 'meta'>, transaction?: Transaction): Promise<CommandOutcome> {
    return this.executor.execute(request, async (work) => {
      const target = typeof stream === 'string' ? stream : stream(work.meta);
      const loaded = await this.read(work.tx, target, work.workspace);
      const conflict: Decided | null = typeof request.expectedVersion === 'number' && loaded.publishedVersion !== request.expectedVersion
        ? { final: false, outcome: { status: 'conflict', stream: target, expectedVersion: request.expectedVersion, actualVersion: loaded.publishedVersion, changedBy: loaded.changedBy } }
        : null;
      // Of what is not there the decider says so; "it is version 0 now" would send the sender looking for it.
      if (conflict && loaded.version > 0) return conflict;
      const command = { ...(await prepare(work)), meta: work.meta } as C;
      const decision = this.definition.decider.decide(command, loaded.state);
      if (!decision.accepted) return { final: decision.final, outcome: { status: 'refused', code: decision.code, detail: decision.detail } };
      if (conflict) return conflict;
      const version = await this.append(work, target, loaded, decision.events);
      return { final: true, outcome: { status: 'accepted', stream: target, version } };
    }, transaction);
  }

  private async append(work: UnitOfWork, stream: string, loaded: Loaded<State>, events: readonly E[]): Promise<number> {
    const target = { stream, streamType: this.definition.type, workspace: work.workspace, expected: loaded.version };
    const assertions = work.assertionsBeside(stream).map((a) => ({ stream: a.stream, streamType: a.streamType, workspace: work.workspace, expected: a.version }));
    const records = events.map((event, index) => this.newEvent(work.meta, event, index));
    let published = loaded.publishedVersion;
    // Sorted, so that two decisions that read each other's streams cannot deadlock.
    for (const step of [...assertions, target].sort((a, b) => (a.stream < b.stream ? -1 : 1))) {
      if (step === target && !events.length) continue;
      const result = await this.store.append(work.tx, step, step === target ? records : []);
      if (result.status === 'conflict') throw new ConcurrencyConflict(step.stream);
      if (result.status !== 'ok' && result.status !== 'duplicate') throw new Error(`append to ${step.stream}: ${result.status}`);
      if (step === target) published = result.published;
    }
    for (const [index, event] of events.entries()) {
      await this.definition.appended?.(work.tx, { id: records[index]!.id, stream, event, meta: work.meta });
    }
    return published;
  }

  private newEvent(meta: Meta, event: E, index: number): NewEvent {
    const { now: _, workspace: __, ...metadata } = meta;
    const map = this.definition.publishing[event.type as E['type']] as (data: unknown) => Published | null;
    const mapped = map(event.data);
    let published: string | null = null;
    if (mapped) {
      const problems = validate(mapped.contract.schema, mapped.data);
      if (problems.length) throw new Error(`${mapped.contract.type} v${mapped.contract.version} does not keep its contract: ${describeProblems(problems)}`);
      published = canonicalJson({ type: mapped.contract.type, schemaVersion: mapped.contract.version, data: mapped.data });
      const bytes = Buffer.byteLength(published);
      if (bytes > MAX_PUBLISHED_BYTES) throw new CommandFault('BAD_USER_INPUT', `${mapped.contract.type} has ${bytes} bytes, at most ${MAX_PUBLISHED_BYTES} are published: put large things into the blob store`);
    }
    return { id: idOf(meta.commandId, index), type: event.type, schemaVersion: 1, data: canonicalJson(event.data), metadata: canonicalJson(metadata), published };
  }
}
