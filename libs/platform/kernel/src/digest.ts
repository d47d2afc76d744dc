import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** A SHA-256 digest as it is written everywhere: `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** A {@link Digest} as JSON Schema sees it. */
export const DIGEST_PATTERN = '^sha256:[0-9a-f]{64}$';

/** Digest of bytes, or of a text in UTF-8. */
export const sha256 = (content: string | Uint8Array): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Digest of the RFC 8785 text of a value. */
export const digestOf = (value: unknown): Digest => sha256(canonicalJson(value));
