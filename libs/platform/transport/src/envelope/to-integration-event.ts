import { CONTEXTS, sha256, UUID_PATTERN, type Actor, type ContextName, type IntegrationEvent } from '@throughline/kernel';
import type { LogRecord } from '../log-transport.ts';
import { EnvelopeError } from './envelope-error.ts';

const KEBAB = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
const UUID = UUID_PATTERN.slice(1, -1);
const ACTOR = /^(?:human|service|policy):\S+$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

type Headers = LogRecord['headers'];

const matched = (headers: Headers, name: string, pattern: RegExp, rule: string): RegExpExecArray => {
  const match = pattern.exec(headers[name] ?? '');
  if (!match) throw new EnvelopeError(name, rule, headers[name]);
  return match;
};

const given = (headers: Headers, name: string, pattern: RegExp, rule: string): string | undefined =>
  headers[name] === undefined ? undefined : matched(headers, name, pattern, rule)[0];

const same = (headers: Headers, name: string, expected: string, rule: string): void => {
  if (headers[name] !== expected) throw new EnvelopeError(name, `${rule} ${JSON.stringify(expected)}`, headers[name]);
};

const instant = (name: string, text: string): string => {
  if (Number.isNaN(Date.parse(text))) throw new EnvelopeError(name, 'must be an instant that exists', text);
  return text;
};

const positive = (name: string, digits: string): number => {
  const number = Number(digits);
  if (!Number.isSafeInteger(number) || number < 1) throw new EnvelopeError(name, 'must be between 1 and 2^53 - 1', digits);
  return number;
};

const dataOf = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw Object.assign(new EnvelopeError('data', 'must be JSON and never empty', value), { cause });
  }
};

/**
 * Reads a message's envelope; `data` is as it travelled, not yet validated against its schema or upcast.
 * @throws EnvelopeError naming the first attribute that is missing, malformed or at odds with another one
 */
export const toIntegrationEvent = (record: LogRecord): IntegrationEvent => {
  const { headers } = record;
  same(headers, 'ce_specversion', '1.0', 'must be');
  if (!/^application\/json(?:;|$)/.test(headers['content-type'] ?? '')) throw new EnvelopeError('content-type', 'must be application/json', headers['content-type']);
  const [id] = matched(headers, 'ce_id', new RegExp(`^${UUID}$`), 'must be a lower-case UUID');
  const [, context, streamType, streamId] = matched(headers, 'ce_source',
    new RegExp(`^/throughline/(${CONTEXTS.join('|')})/(${KEBAB})/(${UUID})$`), 'must be /throughline/<context>/<stream type>/<uuid>') as unknown as [string, ContextName, string, string];
  const stream = `${streamType}-${streamId}`;
  same(headers, 'ce_subject', stream, 'must be the stream named by ce_source,');
  same(headers, 'ce_partitionkey', stream, 'must be the stream named by ce_source,');
  if (record.key !== stream) throw new EnvelopeError('key', `must be the stream named by ce_source, ${JSON.stringify(stream)}`, record.key);
  const topic = `throughline.${context}.${streamType}.v1`;
  if (record.topic !== topic) throw new EnvelopeError('topic', `must be the one of ce_source, ${JSON.stringify(topic)}`, record.topic);
  const [, type] = matched(headers, 'ce_type', new RegExp(`^throughline\\.${context}\\.(${KEBAB})$`), `must be throughline.${context}.<event-name>`) as unknown as [string, string];
  const [, schemaVersion] = matched(headers, 'ce_dataschema', new RegExp(`^urn:throughline:schema:${type}:(\\d+)$`), `must be urn:throughline:schema:${type}:<version>`) as unknown as [string, string];
  const [sequence] = matched(headers, 'ce_sequence', /^\d{20}$/, 'must be 20 digits');
  const [globalPosition] = matched(headers, 'ce_globalposition', /^[1-9]\d*$/, 'must be a decimal position');
  const [time] = matched(headers, 'ce_time', INSTANT, 'must be an RFC 3339 instant in UTC');
  const [workspace] = matched(headers, 'ce_workspace', /^\S+$/, 'must name a workspace');
  const [actor] = matched(headers, 'ce_actor', ACTOR, 'must be <human|service|policy>:<id>');
  const [correlationId] = matched(headers, 'ce_correlationid', /^\S+$/, 'must be an id');
  const occurredAt = given(headers, 'ce_occurredat', INSTANT, 'must be an RFC 3339 instant in UTC');
  return {
    id, context, streamType, stream, type, workspace, correlationId, globalPosition,
    schemaVersion: positive('ce_dataschema', schemaVersion),
    version: positive('ce_sequence', sequence),
    data: dataOf(record.value),
    actor: actor as Actor,
    onBehalfOf: given(headers, 'ce_onbehalfof', ACTOR, 'must be <human|service|policy>:<id>') as Actor | undefined,
    causationId: given(headers, 'ce_causationid', /^\S+$/, 'must be an id'),
    traceparent: given(headers, 'ce_traceparent', TRACEPARENT, 'must be a W3C trace parent'),
    time: instant('ce_time', time),
    occurredAt: occurredAt === undefined ? undefined : instant('ce_occurredat', occurredAt),
    payloadDigest: sha256(record.value),
  };
};
