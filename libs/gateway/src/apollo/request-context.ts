import { CommandFault, type StreamVersions } from '@throughline/commands';
import type { Caller as ContextCaller, ContextPort, Contexts, OperationsPort } from '@throughline/context';
import type { Directory } from '@throughline/identity';
import type { ContextName } from '@throughline/kernel';
import type { Pool } from 'pg';
import type { ConsistencyTokens } from '../consistency/consistency-token.ts';
import type { ParkedReadModels } from '../consistency/parked-read-models.ts';
import type { Lag, VersionsAwaited } from '../consistency/versions-awaited.ts';
import { badInput } from '../errors/fault.ts';
import type { Operations } from '../operations/operations.ts';
import { ReadSession } from '../read-models/read-session.ts';
import type { GatewayContext } from '../resolvers/gateway-context.ts';

/** What every request shares. */
export interface Shared {
  readonly pool: Pool;
  readonly schema: string;
  readonly tokens: ConsistencyTokens;
  readonly contexts: Contexts;
  readonly operations: Operations;
  /** What the gateway does for operators about itself. */
  readonly ownOperations: OperationsPort;
  readonly directory: Directory;
  readonly versions: VersionsAwaited;
  readonly parked: ParkedReadModels;
}

/** What one request brings. */
export interface Caller extends ContextCaller {
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** Header X-Consistency-Token. */
  readonly consistencyToken?: string | undefined;
}

export interface RequestContext extends GatewayContext {
  readonly lag: Lag;
  /** Read models that this answer is made of and that have parked streams in the workspace. */
  parkedReadModels(): Promise<readonly string[]>;
}

const contextOf = (contexts: Contexts, name: ContextName): ContextPort => {
  const context = contexts[name];
  if (!context) throw new CommandFault('UPSTREAM_UNAVAILABLE', `context ${name} cannot be reached from here`);
  return context;
};

/** @throws BAD_USER_INPUT for a consistency token that is not of this plane and workspace */
export const requestContext = (shared: Shared, { principal, token, correlationId, traceparent, consistencyToken }: Caller): RequestContext => {
  const { workspace } = principal;
  const seen: StreamVersions | null = consistencyToken ? shared.tokens.open(workspace, consistencyToken) : {};
  if (!seen) throw badInput(['X-Consistency-Token'], 'this token was not given out here for this workspace');
  // Changed in place: Apollo hands a copy of the context to resolvers and plugins.
  const lag = { events: 0, parked: false };
  return {
    principal, correlationId, traceparent, seen,
    commands: { dispatch: async (envelope) => contextOf(shared.contexts, envelope.context).dispatch(envelope, token) },
    live: { points: async (context, series) => contextOf(shared.contexts, context).livePoints(series, { principal, token }) },
    operations: shared.operations,
    operateOn: async (owner, name, request) => (owner === 'gateway' ? shared.ownOperations : contextOf(shared.contexts, owner).operations).run(name, request, { principal, token }),
    reads: new ReadSession(shared.pool, shared.schema, workspace),
    displayName: (actor) => shared.directory.displayName(actor),
    seal: (versions) => shared.tokens.seal(workspace, versions),
    lag,
    parkedReadModels() { return shared.parked.among(workspace, this.reads.readModels); },
    async upTo(wanted, readModels) {
      const found = await shared.versions.wait(wanted, readModels);
      lag.events = Math.max(lag.events, found.events);
      lag.parked ||= found.parked;
      return found.events === 0 && !found.parked;
    },
  };
};
