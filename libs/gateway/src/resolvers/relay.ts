import type { ConfirmRelayOutcome } from '@throughline/context';
import { CONTEXTS, type ContextName, type RefusalSentences } from '@throughline/kernel';
import { isTransient } from '@throughline/projections';
import type { RelayStatus } from '@throughline/transport';
import { PLATFORM_REFUSALS, refusalNode } from '../commands/user-errors.ts';
import type { TypeResolvers } from '../schema/gateway-part.ts';
import type { GatewayContext } from './gateway-context.ts';

interface ConfirmInput {
  readonly idempotencyKey: string;
  readonly context: ContextName;
  readonly reason: string;
}

const REFUSALS: RefusalSentences = {
  ...PLATFORM_REFUSALS,
  'RELAY.NOTHING_TO_CONFIRM': 'The relay of {context} refuses nothing: there is nothing to confirm.',
};

const shown = (context: ContextName, status: RelayStatus | null) => ({ ...status, context, answered: status !== null });

const payloadOf = (context: ContextName, outcome: ConfirmRelayOutcome, correlationId: string) => ({
  command: { name: 'confirm-relay', state: outcome.status, correlationId, entityId: null, resultVersion: null, consistencyToken: null },
  userErrors: outcome.status === 'refused' ? [refusalNode(outcome.code, outcome.detail, REFUSALS)] : [],
  relay: outcome.status === 'accepted' ? shown(context, outcome.relay) : null,
});

/** Resolvers of relays in `operations.graphql`. */
export const relayResolvers: { readonly Query: TypeResolvers; readonly Mutation: TypeResolvers } = {
  Query: {
    relays: (_, __, { operateOn }: GatewayContext) => Promise.all(CONTEXTS.map(async (context) => {
      const status = await operateOn(context, 'relay-status', {}).catch((error: unknown) => {
        if (isTransient(error)) return null;
        throw error;
      });
      return shown(context, status);
    })),
  },
  Mutation: {
    confirmRelay: async (_, { input: { context, reason, idempotencyKey } }: { input: ConfirmInput }, { operateOn, correlationId }: GatewayContext) =>
      payloadOf(context, await operateOn(context, 'confirm-relay', { reason, idempotencyKey, correlationId }), correlationId),
  },
};
