import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { Gateway } from '../gateway.ts';

/** The only part that asks nobody who they are. */
@Controller('health')
export class HealthController {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /**
   * It can answer: it has begun to read events, and its database answers. What falls behind, retries or stops afterwards leaves it ready: queries say how
   * stale they are, and nobody is helped by a gateway that is taken away.
   */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: ServerResponse) {
    const consumers = this.#gateway.consumers.statuses();
    const { ready, ...report } = await this.#gateway.ports.readiness.look();
    response.statusCode = ready ? 200 : 503;
    return { status: ready ? 'ok' : 'not ready', ...report, consumers: Object.fromEntries(Object.entries(consumers).map(([name, { state }]) => [name, state])) };
  }
}
