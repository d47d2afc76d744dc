import type { Actor } from '@throughline/kernel';
import { actorOf } from '@throughline/commands';
import type { FileReference, Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import type { TypeResolvers } from '../schema/gateway-part.ts';
import { decodeNodeId } from '../schema/node-id.ts';
import { badInput } from '../errors/fault.ts';
import { historyEventFields } from './entity.ts';
import type { GatewayContext } from './gateway-context.ts';
import { liveSeries } from './live.ts';
import { parkedResolvers } from './parked.ts';
import { relayResolvers } from './relay.ts';

const typeOf = (value: { readonly __typename?: string } & Partial<Row>): string => value.__typename ?? value.fold!.type;

/** Resolvers of `platform.graphql` and `operations.graphql`. */
export const platformResolvers = (folds: ReadonlyMap<string, Fold>): Readonly<Record<string, TypeResolvers>> => ({
  Query: {
    node: (_, { id, asOf }: { id: string; asOf?: Date | null }, { reads }: GatewayContext) => {
      const node = decodeNodeId(id);
      if (!node) throw badInput(['id'], 'this is no id of this API');
      const fold = folds.get(node.type);
      if (!fold) return null;
      reads.asked(asOf ?? null);
      return reads.byStream(fold, node.key, asOf ?? null);
    },
    live: liveSeries(folds),
    ...parkedResolvers.Query,
    ...relayResolvers.Query,
    viewer: (_, __, { principal }: GatewayContext) => ({ ...principal, actor: actorOf(principal) }),
  },
  Mutation: {
    rebuildReadModels: (_, __, { operations }: GatewayContext) => operations.rebuildReadModels(),
    verifyJournal: (_, __, { operations }: GatewayContext) => operations.verifyJournal(),
    ...parkedResolvers.Mutation,
    ...relayResolvers.Mutation,
  },
  ...parkedResolvers.types,
  File: { url: ({ digest }: FileReference) => `/files/${digest}` },
  Node: { __resolveType: typeOf },
  Entity: { __resolveType: typeOf },
  UserError: { __resolveType: typeOf },
  CommandPayload: { __resolveType: typeOf },
  HistoryEvent: historyEventFields,
  // Wherever a document or event names an actor as it is stored, the field of type Actor needs no resolver.
  Actor: {
    actor: (actor: Actor) => actor,
    kind: (actor: Actor) => actor.slice(0, actor.indexOf(':')),
    displayName: (actor: Actor, _, { displayName }: GatewayContext) => displayName(actor),
  },
});
