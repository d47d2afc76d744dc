import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { ServicePorts } from './service-ports.ts';

/** The only part that asks nobody who they are. */
@Controller('health')
export class ServiceHealthController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /**
   * It can take commands: it has started as a whole, and its database answers. A consumer that retries is still ready, and so is a relay that
   * refuses: a process that is not ready would not be asked to go on either.
   */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: ServerResponse) {
    const { host, readiness } = this.#ports;
    const { ready, ...rest } = await readiness.look();
    response.statusCode = ready ? 200 : 503;
    return { status: ready ? 'ok' : 'not ready', ...rest, relay: host.refused === null ? 'ok' : 'refused', consumers: Object.fromEntries(Object.entries(host.consumers.statuses()).map(([name, { state }]) => [name, state])) };
  }
}
