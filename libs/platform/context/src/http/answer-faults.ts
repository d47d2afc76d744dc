import type { ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { CommandFault } from '@throughline/commands';
import { IssuerUnavailable, Unauthenticated } from '@throughline/identity';
import { correlationId, type Logger } from '@throughline/observability';
import { isTransient } from '@throughline/projections';
import { FAULT_STATUS, faultJson, type FaultJson } from './fault-json.ts';
import { BodyRefused } from './read-body.ts';

type Answer = readonly [status: number, body: FaultJson];

/** Answers whatever a controller throws as a fault with its status; of a bug nothing is shown but the correlation id. */
@Catch()
export class AnswerFaults implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const [status, body] = this.#answer(error);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (status === 503) response.setHeader('retry-after', '1');
    // What is left of a body that was refused is not read: the connection cannot be used again.
    if (status === 413) response.setHeader('connection', 'close');
    response.end(JSON.stringify(body));
  }

  #answer(error: unknown): Answer {
    if (error instanceof CommandFault) return [FAULT_STATUS[error.code], faultJson(error.code, error.message, error.path, error.detail)];
    if (error instanceof Unauthenticated) return [401, faultJson(error.code, error.message, [], { reason: error.reason })];
    if (error instanceof IssuerUnavailable) return [503, faultJson(error.code, error.message)];
    if (error instanceof BodyRefused) return [error.status, faultJson('BAD_USER_INPUT', error.message)];
    if (error instanceof HttpException) return [error.getStatus(), faultJson(error.getStatus() === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT', error.message)];
    if (isTransient(error)) {
      this.#logger.warn({ err: error }, 'something that a request needs was away');
      return [503, faultJson('UPSTREAM_UNAVAILABLE', 'The database does not answer just now; ask again, a command with the same idempotencyKey.')];
    }
    this.#logger.error({ err: error }, 'a request failed');
    return [500, faultJson('INTERNAL_SERVER_ERROR', `Something went wrong here. Tell an operator the correlation id ${correlationId() ?? ''}.`)];
  }
}
