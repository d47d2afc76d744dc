import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './json.ts';

/** Namespace of every id that Throughline derives; changing it would rename every stream. */
export const THROUGHLINE_NAMESPACE = '6f1c1f4e-0d6b-5c1e-9a37-5b8d3f2a7c11';

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

/** RFC 9562 version 5 UUID of a name in a namespace. */
export const uuidV5 = (name: string, namespace = THROUGHLINE_NAMESPACE): string => {
  const bytes = createHash('sha1').update(bytesOf(namespace)).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The id that a list of parts names: version 5 over the RFC 8785 array of the parts. */
export const idOf = (...parts: readonly Json[]): string => uuidV5(canonicalJson(parts));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A UUID in lower case as JSON Schema sees it. */
export const UUID_PATTERN = UUID.source;
/** Whether a text is a UUID in lower case with hyphens. */
export const isUuid = (text: string): boolean => UUID.test(text);
