import { STREAM_ID_PATTERN } from '@throughline/kernel';
import { badInput } from '../errors/fault.ts';

/** What an opaque id names: a GraphQL type and the key of one of its entities. */
export interface NodeKey {
  readonly type: string;
  readonly key: string;
}

const streamId = new RegExp(STREAM_ID_PATTERN);
const plain = /^v1:([A-Z][A-Za-z0-9]*):([^\0]{1,400})$/;

export const encodeNodeId = (type: string, key: string): string => Buffer.from(`v1:${type}:${key}`, 'utf8').toString('base64url');

/** @returns null when the text is no id that this API gave out */
export const decodeNodeId = (id: string): NodeKey | null => {
  const decoded = Buffer.from(id, 'base64url').toString('utf8');
  const [, type, key] = plain.exec(decoded) ?? [];
  return type && key && encodeNodeId(type, key) === id ? { type, key } : null;
};

/** The key of an id that must name a certain type. @throws BAD_USER_INPUT naming the field */
export const keyOf = (type: string, id: string, path: readonly string[]): string => {
  const node = decodeNodeId(id);
  if (!node) throw badInput(path, 'this is no id of this API');
  if (node.type !== type) throw badInput(path, `this names a thing of type ${node.type}; one of type ${type} is needed`);
  if (!streamId.test(node.key)) throw badInput(path, 'this is no id of this API');
  return node.key;
};
