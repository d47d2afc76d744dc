import type { IncomingMessage } from 'node:http';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { CommandFault } from '@throughline/commands';
import type { LivePoint } from '@throughline/workers';
import { authenticate } from './authenticate.ts';
import { AFTER, queryOf } from './query-of.ts';
import { ServicePorts } from './service-ports.ts';

/** `GET /live/{kind}/{id}?after=`: points of a series in the workspace of the token. */
@Controller('live')
export class LiveController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  @Get(':kind/:id')
  async points(@Param('kind') kind: string, @Param('id') id: string, @Query() query: Readonly<Record<string, unknown>>, @Req() request: IncomingMessage): Promise<readonly LivePoint[]> {
    const { host, identity, readiness } = this.#ports;
    const { workspace } = await authenticate(identity, request);
    readiness.demandTables();
    for (const [name, text] of Object.entries({ kind, id })) {
      if (text.includes('\0')) throw new CommandFault('BAD_USER_INPUT', `${name}: U+0000 cannot be stored, so nothing has it`, { path: [name] });
    }
    return host.pointsOf(workspace, { kind, id, after: queryOf(query, { after: AFTER }).after });
  }
}
