import { CommandFault, type CommandEnvelope, validate } from '@throughline/commands';

/** What of an envelope travels in the body: who sends it says the token alone, and which command it is the address. */
export type CommandRequest = Omit<CommandEnvelope, 'context' | 'name' | 'principal'>;

/** Bytes of a command's body: twice what the gateway takes for a whole document. */
export const MAX_COMMAND = 512 * 1024;

const word = { type: 'string', pattern: '^[\\w.:-]{1,128}$' };
const SCHEMA = {
  type: 'object', additionalProperties: false, required: ['idempotencyKey'],
  properties: {
    body: {}, idempotencyKey: { type: 'string' }, expectedVersion: { type: ['integer', 'null'] },
    correlationId: word, causationId: word, traceparent: word, occurredAt: { type: 'string', format: 'date-time' },
    seen: { type: 'object', maxProperties: 1_000, additionalProperties: { type: 'integer', minimum: 0 } },
  },
};

/** Reads the body of a command. @throws CommandFault BAD_USER_INPUT naming the field */
export const commandRequestOf = (json: unknown): Omit<CommandRequest, 'correlationId'> & { readonly correlationId?: string } => {
  if (json === undefined) throw new CommandFault('BAD_USER_INPUT', 'send the command as application/json');
  if ((json as { principal?: unknown } | null)?.principal !== undefined) {
    throw new CommandFault('BAD_USER_INPUT', 'principal must not be there: the token says who sends a command', { path: ['principal'] });
  }
  const [problem] = validate(SCHEMA, json);
  if (problem) throw new CommandFault('BAD_USER_INPUT', `${problem.path.join('.') || 'the command'} ${problem.message}`, { path: problem.path });
  return json as CommandRequest;
};
