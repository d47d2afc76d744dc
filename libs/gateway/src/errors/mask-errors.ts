import { unwrapResolverError } from '@apollo/server/errors';
import { CommandFault } from '@throughline/commands';
import { isTransient } from '@throughline/projections';
import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError } from 'graphql';
import { FAULT_CODES } from './fault.ts';

const apollos = new Set([
  'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST',
]);
const open = new Set<string>([...FAULT_CODES, ...apollos]);

/** Who is told of errors that nobody foresaw. */
export interface ErrorLog {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What the client sees of an error: a fault by its code, and of a bug nothing but the correlation id; no stack, no SQL. */
export const maskErrors = (log: ErrorLog, correlationId: () => string | undefined) => (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const original = unwrapResolverError(error);
  const { locations, path } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  if (original instanceof CommandFault) {
    const field = original.path.length > 0 ? { field: original.path.join('.') } : {};
    return { message: original.message, ...where, extensions: { code: original.code, ...field } };
  }
  const code = formatted.extensions?.['code'];
  if (original instanceof GraphQLError && typeof code === 'string' && open.has(code) && code !== 'INTERNAL_SERVER_ERROR') {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    return { message: formatted.message, ...where, extensions };
  }
  // What fails before there is a path, in a hook of the engine, stays wrapped.
  if (isTransient(original instanceof GraphQLError ? original.originalError : original)) {
    log.warn({ err: original, correlationId: correlationId() }, 'something that a resolver needs was away');
    return { message: 'The database does not answer just now; ask again, a command with the same idempotencyKey.', ...where, extensions: { code: 'UPSTREAM_UNAVAILABLE' } };
  }
  const id = correlationId();
  log.error({ err: original, correlationId: id }, 'a resolver failed');
  return { message: `Something went wrong here. Tell an operator the correlation id ${id ?? 'of this request'}.`, ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
};
