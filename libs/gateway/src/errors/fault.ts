import type { FaultCode } from '@throughline/commands';
import { GraphQLError } from 'graphql';

/** Codes of top-level errors besides Apollo's own. Closed: a client can handle every one. */
export const FAULT_CODES = [
  'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'RATE_LIMITED', 'COST_EXCEEDED', 'UPSTREAM_UNAVAILABLE', 'FACTS_LAGGING',
  'FACTS_PARKED', 'INTERNAL_SERVER_ERROR',
] as const satisfies readonly (FaultCode | string)[];

/** A fault that a client may be told about. */
export const fault = (code: (typeof FAULT_CODES)[number], message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...details } });

export const badInput = (path: readonly string[], message: string): GraphQLError =>
  fault('BAD_USER_INPUT', `${path.join('.')}: ${message}`, { field: path.join('.') });
