import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { demandOperator } from './demand-operator.ts';
import { ServicePorts } from './service-ports.ts';

/** `/metrics` in Prometheus' text format, for operators and for programs with a service token. */
@Controller('metrics')
export class ServiceMetricsController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  @Get()
  async metrics(@Req() request: IncomingMessage, @Res({ passthrough: true }) response: ServerResponse): Promise<string> {
    const { identity, metrics } = this.#ports;
    await demandOperator(identity, request, '/metrics');
    response.setHeader('content-type', metrics.contentType);
    return metrics.metrics();
  }
}
