import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { authenticate } from '@throughline/context';
import { DIGEST_PATTERN, type Digest, type Principal } from '@throughline/kernel';
import { fault } from '../errors/fault.ts';
import { Gateway } from '../gateway.ts';
import { GATEWAY_SCHEMA } from '../gateway-sql.ts';
import { answerError } from './answer-error.ts';
import { byteRange } from './byte-range.ts';

const digestText = new RegExp(DIGEST_PATTERN);

interface NamedFile {
  readonly name: string;
  readonly media_type: string;
}

/** `/files/{digest}`: blobs that an entity of the token's workspace names. Whatever else the store holds does not exist for the caller. */
@Controller('files')
export class FilesController {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  @Get(':digest')
  async file(@Param('digest') digest: Digest, @Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const { tokens, logger } = this.#gateway.ports;
    try {
      const principal = await authenticate(tokens, request);
      await this.#send(digest, await this.#named(principal, digest), request, response);
    } catch (error) {
      // Whoever hangs up in the middle is nobody's error.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') answerError(response, error, logger);
    }
  }

  async #named({ workspace }: Principal, digest: string): Promise<NamedFile> {
    if (!digestText.test(digest)) throw fault('NOT_FOUND', 'There is no such file.');
    const { rows } = await this.#gateway.ports.pool.query<NamedFile>(
      `select name, media_type from ${GATEWAY_SCHEMA}.file where workspace=$1 and digest=$2 order by read_model, stream limit 1`, [workspace, digest]);
    if (!rows[0]) throw fault('NOT_FOUND', 'There is no such file.');
    return rows[0];
  }

  async #send(digest: Digest, { name, media_type }: NamedFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { blobs } = this.#gateway.ports;
    const size = await blobs.size(digest);
    const tag = `"${digest}"`;
    response.setHeader('etag', tag);
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('cache-control', 'private, max-age=31536000, immutable');
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end();
      return;
    }
    const { 'if-range': ifRange = tag, range: asked } = request.headers;
    const range = ifRange === tag ? byteRange(asked, size) : null;
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    const content = request.method === 'HEAD' ? null : await blobs.get(digest, range ?? undefined);
    const { start, end } = range ?? { start: 0, end: size };
    response.writeHead(range ? 206 : 200, {
      'content-type': media_type, 'content-length': end - start, 'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    });
    if (content) await pipeline(content, response);
    else response.end();
  }
}
