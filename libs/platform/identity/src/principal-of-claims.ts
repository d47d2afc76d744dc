import type { Actor, Principal, Role } from '@throughline/kernel';
import { ACTOR_PATTERN, NAME_PATTERN, ROLES } from '@throughline/kernel';
import type { JWTPayload } from 'jose';
import { Unauthenticated } from './unauthenticated.ts';

const workspaceName = new RegExp(NAME_PATTERN, 'u');
const opaqueId = /^[\w.@/:-]{1,180}$/;
const actor = new RegExp(ACTOR_PATTERN);

const wrong = (claim: string, why: string): Unauthenticated => new Unauthenticated('CLAIM_WRONG', `Claim "${claim}" ${why}.`);

/** A workspace's name as tokens carry it: NFC and of the documented pattern. */
export const isWorkspaceName = (name: unknown): name is string =>
  typeof name === 'string' && name === name.normalize('NFC') && workspaceName.test(name);

const isRole = (role: unknown): role is Role => ROLES.includes(role as Role);

/**
 * Claims → principal: `sub` is the opaque id, `kind` (`human` unless said otherwise), `roles`, `workspace`, `obo` (actor on whose behalf).
 * @throws Unauthenticated naming the claim.
 */
export const principalOfClaims = (claims: JWTPayload): Principal => {
  const { sub, workspace, roles, obo, kind = 'human' } = claims;
  if (typeof sub !== 'string' || !opaqueId.test(sub)) throw wrong('sub', 'must be an opaque id of 1–180 characters');
  // Policies are the plane's own: no token speaks for one.
  if (kind !== 'human' && kind !== 'service') throw wrong('kind', 'must be human or service');
  if (workspace === undefined) throw wrong('workspace', 'is missing: a token speaks for one workspace');
  if (!isWorkspaceName(workspace)) throw wrong('workspace', `does not fit ${NAME_PATTERN}`);
  if (!Array.isArray(roles) || roles.length === 0) throw wrong('roles', 'must be a list of at least one role');
  const unknown = roles.filter((role) => !isRole(role));
  if (unknown.length > 0) throw wrong('roles', `names what is no role here: ${unknown.map((role) => JSON.stringify(role)).join(', ')}`);
  if (obo !== undefined && (typeof obo !== 'string' || !actor.test(obo))) throw wrong('obo', 'must be "<kind>:<id>"');
  return { kind, id: sub, roles: roles as Role[], workspace, ...(obo === undefined ? {} : { onBehalfOf: obo as Actor }) };
};
