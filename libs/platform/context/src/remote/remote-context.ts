import { type CommandEnvelope, type CommandOutcome, refuseUnstorable } from '@throughline/commands';
import type { ServiceTokenSource } from '@throughline/identity';
import type { ContextName } from '@throughline/kernel';
import type { HistoryPort } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';
import type { Caller, ContextPort, LiveSeries } from '../context-port.ts';
import type { CommandRequest } from '../http/command-request.ts';
import type { OperationAnswer, OperationsPort } from '../operations/operations-port.ts';
import { ContextClient } from './context-client.ts';
import { RemoteHistory } from './remote-history.ts';

/** A command may wait 2 s for facts and then for the stream that it writes. */
const COMMAND_WITHIN_MS = 10_000;
const LIVE_WITHIN_MS = 3_000;
/** A replay works for 5 s and ends the event in hand. */
const OPERATION_WITHIN_MS = 30_000;

/** A context in another process. */
export class RemoteContext implements ContextPort {
  readonly history: HistoryPort;
  readonly operations: OperationsPort;
  readonly #client: ContextClient;

  /** @param addresses of its processes, or of what stands before them */
  constructor(context: ContextName, addresses: readonly string[], serviceToken: ServiceTokenSource) {
    this.#client = new ContextClient(context, addresses);
    this.history = new RemoteHistory(this.#client, serviceToken);
    this.operations = { run: async (name, request, { token }) =>
      await this.#client.ask({ method: 'POST', path: `/operations/${name}`, token, body: JSON.stringify(request), withinMs: OPERATION_WITHIN_MS }) as OperationAnswer<typeof name> };
  }

  async dispatch({ context: _, name, principal: __, ...request }: CommandEnvelope, token: string): Promise<CommandOutcome> {
    // JSON would make null of a number that it has not, and the context would never know.
    refuseUnstorable(request.body);
    const body = JSON.stringify(request satisfies CommandRequest);
    return await this.#client.ask({ method: 'POST', path: `/commands/${encodeURIComponent(name)}`, token, body, headers: { ...(request.traceparent && { traceparent: request.traceparent }) }, withinMs: COMMAND_WITHIN_MS }) as CommandOutcome;
  }

  async livePoints({ kind, id, after }: LiveSeries, { token }: Caller): Promise<readonly LivePoint[]> {
    const path = `/live/${encodeURIComponent(kind)}/${encodeURIComponent(id)}?after=${after}`;
    return await this.#client.ask({ method: 'GET', path, token, withinMs: LIVE_WITHIN_MS }) as LivePoint[];
  }
}
