import type { ParkedAct, ParkedOutcome, ParkedTarget, ReplayReport } from '@throughline/projections';
import type { RefusalSentences } from '@throughline/kernel';
import { PLATFORM_REFUSALS, refusalNode } from '../commands/user-errors.ts';
import type { OperationsOwner } from '../operations/operate-on.ts';
import { decodeOwnedKey, type ParkedFilter, parkedPage } from '../operations/parked-page.ts';
import { type PageArgs, pageOf } from '../paging/page-args.ts';
import type { TypeResolvers } from '../schema/gateway-part.ts';
import type { GatewayContext } from './gateway-context.ts';

interface ActInput extends ParkedTarget {
  readonly owner: OperationsOwner;
  readonly idempotencyKey: string;
  readonly reason: string;
  readonly dryRun?: boolean | null;
}

const REFUSALS: RefusalSentences = {
  ...PLATFORM_REFUSALS,
  'PARKED.NOTHING_WAITS': 'Nothing of {stream} waits there. List what is parked: it may have been released already.',
  'PARKED.MOVED_ON': 'The first event of {stream} that waits is version {version} now, not the one that you saw. Look at it, and decide again.',
};

const KINDS: Readonly<Record<ParkedAct['act'], string>> = { ParkedStreamReplayed: 'replayed', ParkedReplayFailed: 'replay-failed', ParkedStreamDiscarded: 'discarded' };

const targetOf = ({ consumer, projection, stream }: ParkedTarget): ParkedTarget => ({ consumer, projection, stream });

const payloadOf = <Report extends ReplayReport>(name: string, outcome: ParkedOutcome<Report>, correlationId: string) => ({
  command: { name, state: outcome.status, correlationId, entityId: null, resultVersion: null, consistencyToken: null },
  userErrors: outcome.status === 'refused' ? [refusalNode(outcome.code, outcome.detail, REFUSALS)] : [],
  report: outcome.status === 'accepted' ? outcome.report : null,
});

const requestOf = ({ idempotencyKey, reason, dryRun, ...target }: ActInput, { correlationId }: GatewayContext) =>
  ({ ...targetOf(target), idempotencyKey, correlationId, reason, dryRun: dryRun ?? false });

/** Resolvers of parked events in `operations.graphql`. */
export const parkedResolvers: { readonly Query: TypeResolvers; readonly Mutation: TypeResolvers; readonly types: Readonly<Record<string, TypeResolvers>> } = {
  Query: {
    parkedStreams: (_, { owner, consumer, projection, ...page }: PageArgs & ParkedFilter, { operateOn }: GatewayContext) =>
      parkedPage(operateOn, { owner: owner ?? undefined, consumer: consumer ?? undefined, projection: projection ?? undefined }, pageOf(page, decodeOwnedKey)),
    parkedStream: async (_, { owner, ...target }: ParkedTarget & { readonly owner: OperationsOwner }, { operateOn }: GatewayContext) => {
      const found = await operateOn(owner, 'show-parked', targetOf(target));
      return found && { owner, ...found };
    },
  },
  Mutation: {
    replayParked: async (_, { input }: { input: ActInput }, context: GatewayContext) =>
      payloadOf('replay-parked', await context.operateOn(input.owner, 'replay-parked', requestOf(input, context)), context.correlationId),
    discardParked: async (_, { input }: { input: ActInput & { readonly version: number; readonly upTo?: number | null } }, context: GatewayContext) =>
      payloadOf('discard-parked', await context.operateOn(input.owner, 'discard-parked', { ...requestOf(input, context), version: input.version, ...(input.upTo != null && { upTo: input.upTo }) }), context.correlationId),
  },
  types: {
    ParkedAct: { kind: ({ act }: ParkedAct) => KINDS[act] },
    ReplayParkedPayload: { replay: ({ report }) => report },
    DiscardParkedPayload: { replay: ({ report }) => report, discarded: ({ report }) => report?.discarded ?? null },
  },
};
