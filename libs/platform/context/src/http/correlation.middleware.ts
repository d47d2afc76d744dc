import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { correlationIdOf, withCorrelation } from '@throughline/observability';

/** Gives every request a correlation id, its own or a new one, and sends it back. */
@Injectable()
export class CorrelationMiddleware {
  use(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const id = correlationIdOf(request.headers['x-correlation-id']);
    response.setHeader('x-correlation-id', id);
    withCorrelation(id, next);
  }
}
