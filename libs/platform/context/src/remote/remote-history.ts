import { CommandFault } from '@throughline/commands';
import type { ServiceTokenSource } from '@throughline/identity';
import type { HistoryHead, HistoryPort, HistoryRecord, StreamHead, TopicFloors } from '@throughline/transport';
import type { ContextClient } from './context-client.ts';

/** A page of a large history takes its time; an instant that is asked for while somebody waits must not. */
const PAGE_WITHIN_MS = 20_000;
const HEAD_WITHIN_MS = 5_000;

/** The history of another context over HTTP, with this process's service token. */
export class RemoteHistory implements HistoryPort {
  readonly #client: ContextClient;
  readonly #token: ServiceTokenSource;

  constructor(client: ContextClient, token: ServiceTokenSource) {
    this.#client = client;
    this.#token = token;
  }

  async stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    return await this.#page(`/history/streams/${encodeURIComponent(stream)}?after=${after}`) as HistoryRecord[];
  }

  async topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    return await this.#page(`/history/topics/${encodeURIComponent(topic)}?after=${after}&limit=${Math.min(limit, 1_000)}`) as HistoryRecord[];
  }

  async heads(topic: string, after: number): Promise<readonly StreamHead[]> {
    return await this.#page(`/history/heads/${encodeURIComponent(topic)}?after=${after}`) as StreamHead[];
  }

  async head(): Promise<HistoryHead> {
    return await this.#ask('/history/head', HEAD_WITHIN_MS) as HistoryHead;
  }

  async floors(topic: string): Promise<TopicFloors> {
    return await this.#ask(`/history/floors/${encodeURIComponent(topic)}`, HEAD_WITHIN_MS) as TopicFloors;
  }

  async #page(path: string): Promise<unknown[]> {
    const page = await this.#ask(path, PAGE_WITHIN_MS);
    if (!Array.isArray(page)) throw new Error(`${this.#client.context} answered ${path} with what is no page`);
    return page;
  }

  /** Whatever an owner refuses to tell, a wrong token included, is not there for now: nobody may take it for the end of a history. */
  async #ask(path: string, withinMs: number): Promise<unknown> {
    try {
      return await this.#client.ask({ method: 'GET', path, token: await this.#token(), withinMs });
    } catch (cause) {
      if (cause instanceof CommandFault && cause.code === 'UPSTREAM_UNAVAILABLE') throw cause;
      throw new CommandFault('UPSTREAM_UNAVAILABLE', `the history of ${this.#client.context} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}
