import { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { ErrorLog } from '../errors/mask-errors.ts';
import { maskErrors } from '../errors/mask-errors.ts';
import { depthLimit } from '../limits/depth-limit.ts';
import { answerExtensions } from './answer-extensions.ts';
import type { RequestContext } from './request-context.ts';

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly log: ErrorLog;
  readonly correlationId: () => string | undefined;
  /** Whether every owner's events before an instant have been read. */
  readonly isComplete: (instant: Date) => Promise<boolean>;
}

/** The GraphQL engine: limits, masked errors, extensions. Starting and stopping belong to the module. */
export const apolloServer = ({ schema, log, correlationId, isComplete }: ApolloOptions): ApolloServer<RequestContext> => new ApolloServer<RequestContext>({
  schema,
  introspection: true,
  includeStacktraceInErrorResponses: false,
  validationRules: [depthLimit()],
  formatError: maskErrors(log, correlationId),
  plugins: [answerExtensions(isComplete)],
  // The plane's own shutdown closes it: two owners of one signal would race.
  stopOnTerminationSignals: false,
});
