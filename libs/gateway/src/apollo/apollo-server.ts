import { ApolloServer } from '@apollo/server';
import type { Logger, Registry } from '@throughline/observability';
import type { GraphQLSchema } from 'graphql';
import { maskErrors } from '../errors/mask-errors.ts';
import { depthLimit } from '../limits/depth-limit.ts';
import { knownOperations } from '../limits/known-operations.ts';
import { answerExtensions, type AnswerExtensionsOptions } from './answer-extensions.ts';
import { operationMetrics } from './operation-metrics.ts';
import type { RequestContext } from './request-context.ts';

export interface ApolloOptions extends AnswerExtensionsOptions {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly correlationId: () => string | undefined;
}

/** The GraphQL engine: limits, masked errors, extensions. Starting and stopping belong to the module. */
export const apolloServer = ({ schema, logger, metrics, correlationId, ...answers }: ApolloOptions): ApolloServer<RequestContext> => new ApolloServer<RequestContext>({
  schema,
  introspection: true,
  // Documents that clients register unasked would be kept in memory; the portal's come with the plane.
  persistedQueries: false,
  includeStacktraceInErrorResponses: false,
  validationRules: [depthLimit(), knownOperations],
  formatError: maskErrors(logger, correlationId),
  plugins: [answerExtensions(answers), operationMetrics(metrics, logger)],
  // The plane's own shutdown closes it: two owners of one signal would race.
  stopOnTerminationSignals: false,
});
