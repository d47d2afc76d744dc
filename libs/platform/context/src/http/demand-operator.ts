import type { IncomingMessage } from 'node:http';
import { CommandFault } from '@throughline/commands';
import { bearerToken, type ServiceVerifier, type TokenVerifier, Unauthenticated } from '@throughline/identity';
import type { Principal } from '@throughline/kernel';

/** Roles that may operate a context. */
export const OPERATORS = ['sre', 'admin'] as const;

/** @throws CommandFault FORBIDDEN */
export const demandOperatorRole = (principal: Principal, what: string): void => {
  if (!principal.roles.some((role) => (OPERATORS as readonly string[]).includes(role))) throw new CommandFault('FORBIDDEN', `${what} needs one of the roles ${OPERATORS.join(', ')}`);
};

/** An operator, or a program with a service token (one that scrapes metrics). @throws CommandFault, Unauthenticated, IssuerUnavailable */
export const demandOperator = async (identity: TokenVerifier & ServiceVerifier, request: IncomingMessage, what: string): Promise<void> => {
  const token = bearerToken(request.headers.authorization);
  try {
    await identity.verifyService(token);
  } catch (error) {
    if (!(error instanceof Unauthenticated)) throw error;
    demandOperatorRole(await identity.verify(token), what);
  }
};
