import type { Principal, Role } from '@throughline/kernel';
import { getDirective } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { fault } from '../errors/fault.ts';

/** Who may see a field: any one of these roles, or (`null`) any signed-in principal of the workspace. */
export interface AuthDecision {
  readonly roles: readonly Role[] | null;
}

type Decorated = Parameters<typeof getDirective>[1];

/** The decision that an `@auth` on this very node makes. */
export const decisionOf = (schema: GraphQLSchema, node: Decorated): AuthDecision | null => {
  const auth = getDirective(schema, node, 'auth')?.[0] as { role?: string[]; requires?: string } | undefined;
  if (!auth) return null;
  const roles = auth.role?.map((role) => role.toLowerCase().replaceAll('_', '-') as Role);
  if (roles?.length) return { roles };
  return auth.requires === undefined ? null : { roles: null };
};

/** @throws FORBIDDEN where the decision is missing or the principal has none of the roles */
export const demand = (decision: AuthDecision | null, principal: Principal, what: string): void => {
  if (!decision) throw fault('FORBIDDEN', `${what} is open to nobody`);
  if (!decision.roles || decision.roles.some((role) => principal.roles.includes(role))) return;
  throw fault('FORBIDDEN', `${what} needs one of the roles ${decision.roles.join(', ')}; the token has ${principal.roles.join(', ') || 'none'}`);
};
