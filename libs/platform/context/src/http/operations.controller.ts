import type { IncomingMessage } from 'node:http';
import { Controller, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { authenticate } from './authenticate.ts';
import { readJsonBody } from './read-body.ts';
import { ServicePorts } from './service-ports.ts';

/** Bytes of a request: names, a reason and little else. */
const MAX_OPERATION = 16 * 1024;

/** `POST /operations/{name}`: what an operator asks of this context, JSON in and out, with the operator's own token. */
@Controller('operations')
export class OperationsController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  @Post(':name')
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  async run(@Param('name') name: string, @Req() request: IncomingMessage): Promise<string> {
    const { host, identity, readiness } = this.#ports;
    const principal = await authenticate(identity, request);
    readiness.demandTables();
    // As text: Nest would send no body for null.
    return JSON.stringify(await host.operations.runUnchecked(name, await readJsonBody(request, MAX_OPERATION), principal));
  }
}
