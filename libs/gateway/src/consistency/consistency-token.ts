import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StreamVersions } from '@throughline/commands';

/** More streams than a token should carry: the answer then has none and says so. */
export const MAX_TOKEN_STREAMS = 200;

/** Seals what an answer has seen of a workspace, and opens it again. The secret is kept by the installation. */
export class ConsistencyTokens {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns null when there are more than {@link MAX_TOKEN_STREAMS} streams */
  seal(workspace: string, seen: StreamVersions): string | null {
    const streams = Object.entries(seen);
    if (streams.length > MAX_TOKEN_STREAMS) return null;
    const body = Buffer.from(JSON.stringify({ v: 1, w: workspace, s: streams })).toString('base64url');
    return `${body}.${this.#sign(body)}`;
  }

  /** @returns null when the token was not sealed here for this workspace */
  open(workspace: string, token: string): StreamVersions | null {
    const [body = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature);
    const expected = Buffer.from(this.#sign(body));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const { v, w, s } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { v: number; w: string; s: [string, number][] };
    return v === 1 && w === workspace ? Object.fromEntries(s) : null;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update('consistency-token').update(body).digest('base64url');
  }
}

/** The newer version of each stream that either has seen. */
export const newest = (a: StreamVersions, b: StreamVersions): StreamVersions => {
  const both: Record<string, number> = { ...a };
  for (const [stream, version] of Object.entries(b)) both[stream] = Math.max(version, both[stream] ?? 0);
  return both;
};
