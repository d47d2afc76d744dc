import type { FaultCode } from '@throughline/commands';
import { GraphQLError } from 'graphql';

type GatewayFaultCode = FaultCode | 'RATE_LIMITED' | 'COST_EXCEEDED' | 'INTERNAL_SERVER_ERROR';

// A record, so that the compiler finds a code of the command port that is not listed.
const codes: Readonly<Record<GatewayFaultCode, true>> = {
  UNAUTHENTICATED: true, FORBIDDEN: true, NOT_FOUND: true, BAD_USER_INPUT: true, RATE_LIMITED: true, COST_EXCEEDED: true, UPSTREAM_UNAVAILABLE: true,
  FACTS_LAGGING: true, FACTS_PARKED: true, INTERNAL_SERVER_ERROR: true,
};

/** Codes of top-level errors besides Apollo's own. Closed: a client can handle every one. */
export const FAULT_CODES: readonly string[] = Object.keys(codes);

/** A fault that a client may be told about. */
export const fault = (code: GatewayFaultCode, message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...details } });

export const badInput = (path: readonly string[], message: string): GraphQLError =>
  fault('BAD_USER_INPUT', `${path.join('.')}: ${message}`, { field: path.join('.') });

/** A text that the database can compare with. @throws BAD_USER_INPUT for one that it can never hold */
export const storable = (path: readonly string[], text: string): string => {
  if (text.includes('\0')) throw badInput(path, 'U+0000 cannot be stored, so nothing has it');
  return text;
};
