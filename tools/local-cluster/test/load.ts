import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Answer } from './cluster-client.ts';

const mutation = (name: string): string =>
  `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { outcome: ${name}(input: $input) { command { state entityId resultVersion } userErrors { code message } } }`;
export const PROPOSE = mutation('proposeInitiative');
export const DEFINE = mutation('defineKpi');
export const ASSIGN = mutation('assignInitiativeRole');
export const LINK = mutation('linkInitiativeKpi');
export const REGISTER = mutation('registerDataset');
export const LIST = '{ initiatives(last: 5) { nodes { id name status kpis { id } } } datasets(last: 5) { nodes { id name } } }';

export const proposal = (name: string) => ({ name, problem: 'Nobody is warned.', sponsor: 'human:p-9', modelSource: 'OWN', predictionMoment: '00:00 of the day' });
const definition = {
  name: 'Late flights', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK', segment: 'all',
  procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, guards: [],
};

export interface Acknowledged {
  readonly command: string;
  readonly entity: string;
  readonly version: number;
}

interface Outcome {
  readonly command: { readonly state: string; readonly entityId: string; readonly resultVersion: number } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

interface LoadOptions {
  readonly gateways: readonly string[];
  readonly owner: string;
  readonly steward: string;
  readonly clients: number;
  readonly readers: number;
}

/** What a sender may hear while a process restarts: nothing was acknowledged, so the same key again. */
const RETRYABLE = ['UPSTREAM_UNAVAILABLE', 'FACTS_LAGGING'];
const AGAIN_MS = 25;
/** Between two commands of a client: the load shall leave the processes some of the machine, or their starts take all day. */
const THINK_MS = 25;

/** Clients that send commands with idempotency keys until each is acknowledged, and readers that ask again once. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** What neither a retry mends nor a command should be answered. */
  readonly faults: string[] = [];
  answered = 0;
  mended = 0;
  retried = 0;
  private done = false;
  private readonly running: Promise<void>[];
  private readonly options: LoadOptions;

  constructor(options: LoadOptions) {
    this.options = options;
    this.running = [
      ...Array.from({ length: options.clients }, (_, n) => this.client(n)),
      ...Array.from({ length: options.readers }, (_, n) => this.reader(n)),
    ];
  }

  /** Ends when every command that was begun has been acknowledged. */
  async stop(): Promise<void> {
    this.done = true;
    await Promise.all(this.running);
  }

  /** Sends a command until it is acknowledged, after each failure to the next gateway. */
  async send(query: string, input: object, token = this.options.owner): Promise<Acknowledged> {
    const document = { input: { idempotencyKey: randomUUID(), ...input } };
    for (let attempt = 0; ; attempt++) {
      const answer = await ask(this.gateway(attempt), token, query, document).catch(() => null);
      const outcome = answer?.data?.['outcome'] as Outcome | null | undefined;
      if (outcome?.command?.state === 'ACCEPTED') {
        const ack = { command: query, entity: outcome.command.entityId, version: outcome.command.resultVersion };
        this.acknowledged.push(ack);
        return ack;
      }
      if (outcome) throw new Error(`refused: ${JSON.stringify(outcome)}`);
      if (answer?.errors?.some((e) => !RETRYABLE.includes(e.extensions?.code ?? ''))) throw new Error(JSON.stringify(answer.errors));
      this.retried++;
      await sleep(AGAIN_MS);
    }
  }

  private gateway(n: number): string {
    return this.options.gateways[n % this.options.gateways.length]!;
  }

  private async client(n: number): Promise<void> {
    try {
      for (let i = 0; !this.done; i++) {
        const initiative = await this.send(PROPOSE, proposal(`Initiative ${n}-${i}`));
        await sleep(THINK_MS);
        const kpi = await this.send(DEFINE, { definition });
        await this.send(ASSIGN, { initiativeId: initiative.entity, expectedVersion: null, role: 'APPROVER', person: 'human:bo' });
        await sleep(THINK_MS);
        await this.send(LINK, { initiativeId: initiative.entity, expectedVersion: null, kpiId: kpi.entity });
        await sleep(THINK_MS);
        await this.send(REGISTER, { name: `data-${n}-${i}-${randomUUID()}`, description: 'What flew.' }, this.options.steward);
      }
    } catch (error) {
      this.faults.push(String(error));
    }
  }

  private async reader(n: number): Promise<void> {
    const wrong = (answer: Answer | null): string | null => (answer?.data && !answer.errors ? null : JSON.stringify(answer?.errors ?? 'the connection broke'));
    for (let i = n; !this.done; i++) {
      const first = wrong(await ask(this.gateway(i), this.options.owner, LIST).catch(() => null));
      const second = first === null ? null : wrong(await ask(this.gateway(i + 1), this.options.owner, LIST).catch(() => null));
      if (first !== null && second === null) this.mended++;
      if (second === null) this.answered++;
      else this.faults.push(`reader: ${first}, then ${second}`);
      await sleep(AGAIN_MS);
    }
  }
}
