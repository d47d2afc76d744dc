import { Unauthenticated } from './unauthenticated.ts';

/** The token of an `Authorization: Bearer …` header. */
export const bearerToken = (header: string | undefined): string => {
  if (!header) throw new Unauthenticated('TOKEN_MISSING', 'Send a token: Authorization: Bearer <token>.');
  const [, token] = /^Bearer +([\w-]+\.[\w-]*\.[\w-]*)$/i.exec(header) ?? [];
  if (!token) throw new Unauthenticated('TOKEN_MALFORMED', 'The Authorization header is not "Bearer <token>".');
  return token;
};
