import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer, PERSONAS, type PersonaName } from '@throughline/identity';
import type { Actor } from '@throughline/kernel';
import type { Ledger } from '../ledger.ts';

export const WORKSPACE = 'soak';

/** What the plane answered to a command: accepted, or a refusal that is final. */
export type Answer = { readonly id: string; readonly stream: string; readonly version: number } | { readonly refused: string };

interface Outcome {
  readonly command: { readonly state: string; readonly entityId: string | null; readonly resultVersion: number | null };
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly consistency?: { readonly token?: string | null } };
}

/** Says that nothing happened, and that the same question may be asked again. */
const NOT_NOW: readonly string[] = ['UPSTREAM_UNAVAILABLE', 'FACTS_LAGGING', 'INTERNAL_SERVER_ERROR'];
/** Refusals for want of a fact that is on its way; they are not kept under the key. */
const ON_ITS_WAY = /\.(NO_SUCH_KPI|NO_SUCH_DATASET_VERSION|DATASET_NOT_VERIFIED|CONTRACT_UNKNOWN|SUBJECT_UNKNOWN|NO_SUCH_EVALUATION|EVALUATION_UNKNOWN|KPI_UNKNOWN|RUN_UNKNOWN|VERSION_UNKNOWN|DATASET_VERSION_UNKNOWN|DATA_CONTRACT_MISSING|DATASET_NOT_USABLE|MONITOR_NOT_READY|EVIDENCE_MISSING|CRITERIA_NOT_MET)$/;
const PATIENCE_MS = 20_000;
const AGAIN_MS = 50;

/** What senders share. */
export interface Correspondence {
  readonly gateway: string;
  readonly dataDir: string;
  readonly ledger: Ledger;
  /** Attempts that were answered by nothing or by a fault, by code. */
  readonly unanswered: Map<string, number>;
  /** Answers that no fault explains. */
  readonly surprises: string[];
  /** Aborted, nothing new is begun; what was begun is brought to its end. */
  readonly ending: AbortSignal;
  /** Aborted, everything ends at once. */
  readonly giveUp: AbortSignal;
}

export class Ended extends Error {}

/** Somebody who keeps sending until there is an answer, always with the same key. */
export class Sender {
  readonly #shared: Correspondence;
  readonly #tokens = new Map<PersonaName, string>();
  #seen: string | null = null;

  constructor(shared: Correspondence) {
    this.#shared = shared;
  }

  /** Sends a command until it is answered, and keeps in the ledger what was acknowledged. @throws Ended when the soak is given up */
  async send(as: PersonaName, mutation: string, input: object): Promise<Answer> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { outcome: ${mutation}(input: $input) { command { state entityId resultVersion } userErrors { code message } } }`;
    const key = randomUUID();
    for (;;) {
      const { outcome } = await this.#answered(as, document, { input: { idempotencyKey: key, ...input } }) as { outcome: Outcome };
      const { command: { state, entityId, resultVersion }, userErrors: [error] } = outcome;
      if (state === 'ACCEPTED') {
        const stream = streamOf(entityId!);
        const { kind, id } = PERSONAS[as];
        this.#shared.ledger.add({ key, command: mutation, actor: `${kind}:${id}` as Actor, workspace: WORKSPACE, stream, version: resultVersion! });
        return { id: entityId!, stream, version: resultVersion! };
      }
      if (!error || !ON_ITS_WAY.test(error.code)) return { refused: error?.code ?? state };
      await this.#wait(error.code);
    }
  }

  /** As `send`, where a refusal is a surprise. */
  async done(as: PersonaName, mutation: string, input: object): Promise<{ readonly id: string; readonly stream: string; readonly version: number }> {
    const answer = await this.send(as, mutation, input);
    if (!('refused' in answer)) return answer;
    this.#shared.surprises.push(`${mutation} was refused: ${answer.refused}`);
    throw new Ended(`${mutation} was refused: ${answer.refused}`);
  }

  async ask<T>(query: string, variables: object = {}): Promise<T> {
    return await this.#answered('viewer', query, variables) as T;
  }

  /** Asks until there is what is looked for. */
  async until<T>(look: () => Promise<T | null | undefined | false>, everyMs = 250): Promise<T> {
    for (;;) {
      const found = await look();
      if (found) return found;
      await pause(everyMs, undefined, { signal: this.#shared.giveUp }).catch(() => { throw new Ended(); });
    }
  }

  async #wait(code: string): Promise<void> {
    this.#shared.unanswered.set(code, (this.#shared.unanswered.get(code) ?? 0) + 1);
    await pause(AGAIN_MS, undefined, { signal: this.#shared.giveUp }).catch(() => { throw new Ended(); });
  }

  async #answered(as: PersonaName, query: string, variables: object): Promise<Record<string, unknown>> {
    for (;;) {
      const { data, errors, extensions } = await this.#once(as, query, variables);
      this.#seen = extensions?.consistency?.token ?? this.#seen;
      if (data && !errors) return data;
      const codes = (errors ?? []).map((error) => error.extensions?.code ?? 'none');
      const [code = 'none'] = codes;
      if (!codes.every((c) => NOT_NOW.includes(c))) {
        this.#shared.surprises.push(`${query.slice(0, 80)}: ${JSON.stringify(errors)}`);
        throw new Ended(code);
      }
      await this.#wait(code);
    }
  }

  async #once(as: PersonaName, query: string, variables: object): Promise<GraphqlAnswer> {
    try {
      const response = await fetch(`${this.#shared.gateway}/graphql`, {
        method: 'POST', body: JSON.stringify({ query, variables }), signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), this.#shared.giveUp]),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#token(as)}`, ...(this.#seen && { 'x-consistency-token': this.#seen }) },
      });
      return await response.json() as GraphqlAnswer;
    } catch (error) {
      if (this.#shared.giveUp.aborted) throw new Ended('given up', { cause: error });
      // The connection broke or nobody listened: nobody knows what became of it.
      return { errors: [{ message: String(error), extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] };
    }
  }

  async #token(as: PersonaName): Promise<string> {
    const known = this.#tokens.get(as);
    if (known) return known;
    const issuer = await builtInIssuer((name) => readOrCreateSecret(this.#shared.dataDir, name));
    const { token } = await issuer.issueToken({ persona: as, workspace: WORKSPACE, ttl: 24 * 3_600 });
    this.#tokens.set(as, token);
    return token;
  }
}

const streamOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[2]!;
