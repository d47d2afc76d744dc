import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { demandOperator } from '@throughline/context';
import { Gateway } from '../gateway.ts';
import { answerError } from './answer-error.ts';

/** `/metrics` in Prometheus' text format, for operators and for programs with a service token. */
@Controller('metrics')
export class MetricsController {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  @Get()
  async metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const { tokens, metrics, logger } = this.#gateway.ports;
    try {
      await demandOperator(tokens, request, '/metrics');
      const text = await metrics.metrics();
      response.setHeader('content-type', metrics.contentType);
      response.end(text);
    } catch (error) {
      answerError(response, error, logger);
    }
  }
}
