export * from './bearer-token.ts';
export * from './built-in-issuer.ts';
export * from './loopback.ts';
export * from './oidc-verifier.ts';
export * from './persona.ts';
export * from './principal-of-claims.ts';
export * from './token-verifier.ts';
export * from './unauthenticated.ts';
