import { setTimeout as delay } from 'node:timers/promises';
import { CommandFault } from '@throughline/commands';
import { correlationId } from '@throughline/observability';
import type { ContextName } from '@throughline/kernel';
import { faultOf } from '../http/fault-json.ts';

/** One request to a context. Whatever is asked may be asked again: commands carry their idempotency key. */
export interface ContextRequest {
  readonly method: 'GET' | 'POST';
  /** Beginning with a slash. */
  readonly path: string;
  /** Compact JWT. */
  readonly token: string;
  /** JSON; left out for GET. */
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds for the answer in whole, all tries together. */
  readonly withinMs: number;
}

const TRIES = 4;
const AGAIN_MS = 100;
/** What a proxy answers, or a process that is leaving, when nobody is there to take the request. */
const NOBODY_THERE = new Set([502, 503, 504]);

interface Answered {
  readonly status: number;
  /** Undefined where it is no JSON. */
  readonly json: unknown;
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Talks to one context over HTTP. Connections are kept; one that broke, or a process that was not there, is tried again at the next address. */
export class ContextClient {
  readonly context: ContextName;
  readonly #addresses: readonly string[];
  #next = 0;

  /** @param addresses of its processes, or of what stands before them */
  constructor(context: ContextName, addresses: readonly string[]) {
    this.context = context;
    this.#addresses = addresses.map((address) => address.replace(/\/+$/, ''));
  }

  /**
   * @returns the JSON of a good answer
   * @throws CommandFault as the context said it; UPSTREAM_UNAVAILABLE when it did not answer in time or as a context does; Error when it failed inside
   */
  async ask(request: ContextRequest): Promise<unknown> {
    const { status, json } = await this.#answer(request);
    if (status === 200 && json !== undefined) return json;
    const fault = faultOf(json);
    if (fault) throw fault;
    const code = (json as { error?: { code?: unknown } } | undefined)?.error?.code;
    if (code === 'INTERNAL_SERVER_ERROR') throw new Error(`${this.context} failed to answer ${request.path}; its own log says why under the correlation id ${correlationId() ?? 'of the request'}`);
    throw this.#away(new Error(`it answered ${request.path} with status ${status}, which is not how a context answers`));
  }

  async #answer(request: ContextRequest): Promise<Answered> {
    const deadline = AbortSignal.timeout(request.withinMs);
    for (let attempt = 1; ; attempt++) {
      try {
        const answered = await this.#once(request, deadline);
        if (attempt === TRIES || !NOBODY_THERE.has(answered.status) || faultOf(answered.json)?.code === 'FACTS_LAGGING') return answered;
      } catch (error) {
        if (deadline.aborted) throw this.#away(new Error(`no answer within ${request.withinMs} ms`, { cause: error }));
        if (attempt === TRIES) throw this.#away(error);
      }
      this.#next++;
      await delay(AGAIN_MS * attempt, undefined, { signal: deadline }).catch((error: unknown) => { throw this.#away(error); });
    }
  }

  async #once({ method, path, token, body, headers }: ContextRequest, signal: AbortSignal): Promise<Answered> {
    const id = correlationId();
    const response = await fetch(`${this.#addresses[this.#next % this.#addresses.length]}${path}`, {
      method, signal, redirect: 'error',
      headers: { authorization: `Bearer ${token}`, ...(id && { 'x-correlation-id': id }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, json: jsonOf(await response.text()) };
  }

  #away(cause: unknown): CommandFault {
    return new CommandFault('UPSTREAM_UNAVAILABLE', `${this.context} does not answer; ask again, a command with the same idempotencyKey.`, { cause });
  }
}
