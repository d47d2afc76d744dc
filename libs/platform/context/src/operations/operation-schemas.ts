import { type JsonSchema, UUID_PATTERN } from '@throughline/kernel';
import type { OperationName } from './operations-port.ts';

interface OperationRule {
  readonly schema: JsonSchema;
  /** Only a person may: somebody answers for it. */
  readonly human: boolean;
}

const text = { type: 'string', minLength: 1, maxLength: 300 };
const version = { type: 'integer', minimum: 0 };
const target = { consumer: text, projection: text, stream: text };
const word = {
  idempotencyKey: { type: 'string', pattern: UUID_PATTERN }, correlationId: { type: 'string', minLength: 1, maxLength: 200 },
  reason: { type: 'string', minLength: 3, maxLength: 500 },
};
const act = { ...target, ...word, dryRun: { type: 'boolean' } };
const targetSchema = { type: 'object', additionalProperties: false, required: Object.keys(target), properties: target };
const bound = { anyOf: [targetSchema, { type: 'null' }] };
const actSchema = (more: Readonly<Record<string, object>>, required: readonly string[]): JsonSchema =>
  ({ type: 'object', additionalProperties: false, required: [...Object.keys(target), 'reason', 'idempotencyKey', 'correlationId', ...required], properties: { ...act, ...more } });

/** What each operation takes, and of whom. */
export const OPERATION_RULES: Readonly<Record<OperationName, OperationRule>> = {
  'list-parked': { human: false, schema: {
    type: 'object', additionalProperties: false, required: ['limit'],
    properties: { consumer: text, projection: text, after: bound, before: bound, backwards: { type: 'boolean' }, limit: { type: 'integer', minimum: 1, maximum: 1_000 } },
  } },
  'show-parked': { human: false, schema: targetSchema },
  'replay-parked': { human: true, schema: actSchema({}, []) },
  'relay-status': { human: false, schema: { type: 'object', additionalProperties: false, properties: {} } },
  'confirm-relay': { human: true, schema: { type: 'object', additionalProperties: false, required: Object.keys(word), properties: word } },
  'discard-parked': { human: true, schema: actSchema({ version, upTo: version }, ['version']) },
};
