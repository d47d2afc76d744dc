import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { expressMiddleware } from '@as-integrations/express5';
import { authenticate, readJsonBody } from '@throughline/context';
import { bearerToken } from '@throughline/identity';
import { correlationId } from '@throughline/observability';
import type { RequestContext } from '../apollo/request-context.ts';
import { Gateway } from '../gateway.ts';
import { answerError } from './answer-error.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => unknown;

const single = (header: string | string[] | undefined): string | undefined => typeof header === 'string' ? header : undefined;

/** `/graphql`: who asks, then what, then Apollo. Of whom nobody knows not even the body is read. */
@Injectable()
export class GraphqlMiddleware {
  readonly #gateway: Gateway;
  readonly #contexts = new WeakMap<IncomingMessage, RequestContext>();
  #handler: Handler | undefined;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  async use(request: IncomingMessage & { body?: unknown }, response: ServerResponse, next: (error?: unknown) => void): Promise<void> {
    try {
      const principal = await authenticate(this.#gateway.ports.tokens, request);
      this.#contexts.set(request, this.#gateway.contextFor({
        principal, token: bearerToken(request.headers.authorization), correlationId: correlationId()!, traceparent: single(request.headers['traceparent']), consistencyToken: single(request.headers['x-consistency-token']),
      }));
      request.body = await readJsonBody(request) ?? {};
    } catch (error) {
      answerError(response, error, this.#gateway.ports.logger);
      return;
    }
    this.#handler ??= expressMiddleware(this.#gateway.apollo, { context: async ({ req }) => this.#contexts.get(req as never)! }) as Handler;
    await this.#handler(request, response, next);
  }
}
