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

  /** It can answer: the database does, and events are read. What is behind or retrying is still ready: queries say how stale they are. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: ServerResponse) {
    const consumers = this.#gateway.consumers.statuses();
    const { ready: started, ...report } = await this.#gateway.ports.readiness.look();
    const ready = started && Object.values(consumers).every(({ state }) => state === 'running' || state === 'retrying');
    response.statusCode = ready ? 200 : 503;
    return { status: ready ? 'ok' : 'not ready', ...report, consumers: Object.fromEntries(Object.entries(consumers).map(([name, { state }]) => [name, state])) };
  }
}
