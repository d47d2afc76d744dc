import type { IncomingMessage } from 'node:http';
import type { Principal } from '@throughline/kernel';
import type { TokenVerifier } from '@throughline/identity';
import { bearerToken } from '@throughline/identity';

/** @throws Unauthenticated, IssuerUnavailable */
export const authenticate = async (tokens: TokenVerifier, request: IncomingMessage): Promise<Principal> => tokens.verify(bearerToken(request.headers.authorization));
