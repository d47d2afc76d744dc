import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger, Registry } from '@throughline/observability';
import { Histogram } from '@throughline/observability';
import type { RequestContext } from './request-context.ts';

/** Counts and times operations by kind and by their first error's code, and logs each: a command as news, a question as detail. */
export const operationMetrics = (registry: Registry, logger: Logger): ApolloServerPlugin<RequestContext> => {
  const seconds = new Histogram({
    name: 'throughline_graphql_operation_seconds', help: 'Time to answer a GraphQL operation.', labelNames: ['operation', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [registry],
  });
  return {
    requestDidStart: async () => {
      const started = performance.now();
      return {
        async willSendResponse({ operation, operationName, response }) {
          const took = (performance.now() - started) / 1000;
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          const labels = { operation: operation?.operation ?? 'none', outcome: String(errors?.[0]?.extensions?.['code'] ?? 'ok') };
          seconds.observe(labels, took);
          logger[labels.operation === 'mutation' ? 'info' : 'debug']({ ...labels, document: operationName, seconds: took }, 'GraphQL');
        },
      };
    },
  };
};
