import type { ApolloServerPlugin } from '@apollo/server';
import { isTransient } from '@throughline/projections';
import { OperationTypeNode } from 'graphql';
import { newest } from '../consistency/consistency-token.ts';
import type { Staleness } from '../consistency/freshness.ts';
import type { RequestContext } from './request-context.ts';

/** What answers are told about. */
export interface AnswerExtensionsOptions {
  /** Whether every owner's events before an instant have been read. */
  readonly isComplete: (instant: Date) => Promise<boolean>;
  readonly staleness: () => Staleness | null;
}

/** An answer is made already, or a command done: when the database has gone since, it is given all the same, and not vouched for. */
const unlessAway = <T>(asked: Promise<T>): Promise<T | null> => asked.catch((error: unknown) => {
  if (isTransient(error)) return null;
  throw error;
});

/**
 * Before a query: waits for what its sender has seen. On every answer: `extensions.consistency` with a token of what it was made of,
 * `extensions.asOf` where an instant was asked for, and `extensions.freshness` while events cannot be read.
 */
export const answerExtensions = ({ isComplete, staleness }: AnswerExtensionsOptions): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => ({
    async didResolveOperation({ contextValue, operation }) {
      if (operation?.operation === OperationTypeNode.QUERY) await contextValue.upTo(contextValue.seen);
    },
    async willSendResponse({ contextValue, response }) {
      // Without a context the request never came to be one: there is nothing to vouch for.
      if (response.body.kind !== 'single' || !contextValue?.reads) return;
      const { reads, lag } = contextValue;
      const freshness = staleness();
      const parked = await unlessAway(contextValue.parkedReadModels());
      const token = contextValue.seal(newest(contextValue.seen, reads.seen)) ?? contextValue.seal(reads.seen);
      response.body.singleResult.extensions = {
        ...response.body.singleResult.extensions,
        consistency: { token, ...(token === null && { tooManyStreams: Object.keys(reads.seen).length }), stale: lag.events > 0 || lag.parked || parked?.length !== 0, lagEvents: lag.events, ...(parked?.length && { parked }) },
        ...(freshness && { freshness }),
        ...(reads.latestAsOf && { asOf: { at: reads.latestAsOf.toISOString(), provisional: !await unlessAway(isComplete(reads.latestAsOf)) } }),
      };
    },
  }),
});
