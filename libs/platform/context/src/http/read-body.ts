import type { IncomingMessage } from 'node:http';

/** Bytes of a body where nothing else is said. */
const MAX_BODY = 256 * 1024;

/** A body that is refused, with the status to answer. */
export class BodyRefused extends Error {
  readonly status: 400 | 413 | 415;
  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** A whole number that would become another one here is refused: the scalar Long sends it in a string. */
const asWritten = (_: string, value: unknown, { source }: { readonly source?: string }): unknown => {
  if (typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) && String(value) !== source) {
    throw new BodyRefused(400, `The number ${source.slice(0, 40)} is beyond 2^53 − 1: send it as a string.`);
  }
  return value;
};

/**
 * The JSON of a request.
 * @returns undefined where there is no body
 * @throws BodyRefused when it is no JSON in UTF-8, compressed, or larger than `limit` bytes; what is left is not read
 */
export const readJsonBody = async (request: IncomingMessage, limit = MAX_BODY): Promise<unknown> => {
  const { 'content-length': announced, 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
  if (encoding !== 'identity') throw new BodyRefused(415, 'Send the body as it is, not compressed.');
  if (/charset=(?!"?utf-8"?)/i.test(type)) throw new BodyRefused(415, 'Send the body in UTF-8.');
  if (Number(announced ?? 0) > limit) throw new BodyRefused(413, `The body is larger than ${limit} bytes.`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyRefused(413, `The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  if (size === 0 || !/^application\/([\w.+-]+\+)?json/i.test(type)) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'), asWritten as never);
  } catch (error) {
    if (error instanceof BodyRefused) throw error;
    throw new BodyRefused(400, 'The body is no JSON.');
  }
};
