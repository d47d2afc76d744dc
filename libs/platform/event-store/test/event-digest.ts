import { createHash } from 'node:crypto';

/** What the digest of an event covers: its own fields, with every text as it was appended. */
export interface DigestedEvent {
  readonly stream: string;
  readonly streamType: string;
  readonly workspace: string;
  readonly recordedAt: Date;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly publishedVersion: number | null;
  readonly data: string;
  readonly metadata: string;
  readonly published: string | null;
}

const netstring = (text: string): string => `${Buffer.byteLength(text)}:${text},`;

/** Digest of an event over its predecessor's in the stream (empty before the first), computed apart from the database that `append` writes it in. */
export const eventDigest = (predecessor: Uint8Array, event: DigestedEvent): Buffer =>
  createHash('sha256').update(predecessor).update([
    netstring(event.stream), netstring(event.streamType), netstring(event.workspace), `${event.recordedAt.getTime()},`,
    `${event.version},${event.id},`, netstring(event.type), `${event.schemaVersion},${event.publishedVersion ?? ''},`,
    netstring(event.data), netstring(event.metadata), event.published === null ? '' : netstring(event.published),
  ].join('')).digest();
