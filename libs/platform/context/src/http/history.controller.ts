import type { IncomingMessage } from 'node:http';
import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import { CommandFault } from '@throughline/commands';
import { bearerToken } from '@throughline/identity';
import type { HistoryHead, HistoryPort, StreamHead, TopicFloors } from '@throughline/transport';
import { cutPage } from './cut-page.ts';
import { AFTER, queryOf } from './query-of.ts';
import { ServicePorts } from './service-ports.ts';

const STREAM = /^[a-z][a-z0-9-]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LIMIT = { min: 1, max: 1_000, default: 1_000 };

const JSON_TEXT = 'application/json; charset=utf-8';

type Asked = Readonly<Record<string, unknown>>;

/** `/history/…`: the context's public events out of its store, for other services. Text travels in JSON, which keeps every character. */
@Controller('history')
export class HistoryController {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  @Get('streams/:id')
  @Header('content-type', JSON_TEXT)
  async stream(@Param('id') id: string, @Query() query: Asked, @Req() request: IncomingMessage): Promise<string> {
    const history = await this.#history(request);
    if (!STREAM.test(id)) throw new CommandFault('BAD_USER_INPUT', 'the stream is none: <type>-<uuid> is expected', { path: ['id'] });
    return cutPage(await history.stream(id, queryOf(query, { after: AFTER }).after));
  }

  @Get('topics/:topic')
  @Header('content-type', JSON_TEXT)
  async topic(@Param('topic') topic: string, @Query() query: Asked, @Req() request: IncomingMessage): Promise<string> {
    const history = await this.#history(request);
    const { after, limit } = queryOf(query, { after: AFTER, limit: LIMIT });
    return cutPage(await history.topic(this.#own(topic), after, limit));
  }

  @Get('heads/:topic')
  async heads(@Param('topic') topic: string, @Query() query: Asked, @Req() request: IncomingMessage): Promise<readonly StreamHead[]> {
    const history = await this.#history(request);
    return history.heads(this.#own(topic), queryOf(query, { after: AFTER }).after);
  }

  @Get('floors/:topic')
  async floors(@Param('topic') topic: string, @Query() query: Asked, @Req() request: IncomingMessage): Promise<TopicFloors> {
    const history = await this.#history(request);
    queryOf(query, {});
    return history.floors(this.#own(topic));
  }

  @Get('head')
  async head(@Query() query: Asked, @Req() request: IncomingMessage): Promise<HistoryHead> {
    const history = await this.#history(request);
    queryOf(query, {});
    return history.head();
  }

  async #history(request: IncomingMessage): Promise<HistoryPort> {
    const { host, identity, readiness } = this.#ports;
    await identity.verifyService(bearerToken(request.headers.authorization));
    readiness.demandTables();
    return host.history;
  }

  #own(topic: string): string {
    const { context, host } = this.#ports;
    if (!host.topics.includes(topic)) throw new CommandFault('NOT_FOUND', `${context} has no topic ${topic}`, { path: ['topic'] });
    return topic;
  }
}
