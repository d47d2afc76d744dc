import type { IncomingMessage } from 'node:http';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { CommandOutcome } from '@throughline/commands';
import { correlationId } from '@throughline/observability';
import { authenticate } from './authenticate.ts';
import { commandRequestOf, MAX_COMMAND } from './command-request.ts';
import { readJsonBody } from './read-body.ts';
import { ServicePorts } from './service-ports.ts';

/** `POST /commands/{name}`: the command port over HTTP. Of whom nobody knows not even the body is read. */
@Controller('commands')
export class CommandsController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  @Post(':name')
  @HttpCode(200)
  async dispatch(@Param('name') name: string, @Req() request: IncomingMessage): Promise<CommandOutcome> {
    const { context, host, identity, readiness } = this.#ports;
    const principal = await authenticate(identity, request);
    readiness.demandTables();
    const asked = commandRequestOf(await readJsonBody(request, MAX_COMMAND));
    return host.dispatch({ ...asked, correlationId: asked.correlationId ?? correlationId()!, context, name, principal });
  }
}
