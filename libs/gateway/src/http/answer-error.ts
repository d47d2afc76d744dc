import type { ServerResponse } from 'node:http';
import { BlobNotFound } from '@throughline/blob-store';
import { CommandFault } from '@throughline/commands';
import { BodyRefused } from '@throughline/context';
import { IssuerUnavailable, Unauthenticated } from '@throughline/identity';
import type { Logger } from '@throughline/observability';
import { correlationId } from '@throughline/observability';
import { isTransient } from '@throughline/projections';
import { GraphQLError } from 'graphql';

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: object;
}

const statuses: Readonly<Record<string, number>> = { FORBIDDEN: 403, NOT_FOUND: 404, BAD_USER_INPUT: 400 };

const refusedAs = (error: unknown, logger: Logger): Refused => {
  if (error instanceof Unauthenticated) return { status: 401, code: error.code, message: error.message, details: { reason: error.reason } };
  if (error instanceof IssuerUnavailable) return { status: 503, code: error.code, message: error.message };
  if (error instanceof BodyRefused) return { status: error.status, code: 'BAD_REQUEST', message: error.message };
  if (error instanceof BlobNotFound) return { status: 404, code: 'NOT_FOUND', message: 'There is no such file.' };
  const code = error instanceof GraphQLError ? String(error.extensions['code']) : error instanceof CommandFault ? error.code : '';
  if (statuses[code]) return { status: statuses[code], code, message: (error as Error).message };
  if (isTransient(error)) {
    logger.warn({ err: error }, 'something that a request needs was away');
    return { status: 503, code: 'UPSTREAM_UNAVAILABLE', message: 'The database does not answer just now; ask again.' };
  }
  logger.error({ err: error }, 'a request failed');
  return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: `Something went wrong here. Tell an operator the correlation id ${correlationId() ?? ''}.` };
};

/** Answers an error outside of GraphQL in GraphQL's own shape; nothing of its inside is shown. */
export const answerError = (response: ServerResponse, error: unknown, logger: Logger): void => {
  const { status, code, message, details } = refusedAs(error, logger);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  // What is left of a body that was refused is not read: the connection cannot be used again.
  if (status === 413) response.setHeader('connection', 'close');
  response.end(JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] }));
};
