import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer, oidcVerifier, serviceTokenFile, type ServiceTokenSource, type ServiceVerifier, type TokenVerifier } from '@throughline/identity';

/** Whom a process believes, and how it shows itself to others. */
export interface ProcessIdentity extends TokenVerifier, ServiceVerifier {
  readonly serviceToken: ServiceTokenSource;
}

interface IdentityConfig {
  readonly DATA_DIR: string;
  readonly OIDC_ISSUER: string | undefined;
  readonly OIDC_AUDIENCE: string;
  readonly SERVICE_TOKEN_FILE: string | undefined;
}

/** The issuer of the configuration; without one the built-in issuer, whose key all processes of an installation share in `DATA_DIR`. */
export const openIdentity = async ({ DATA_DIR, OIDC_ISSUER, OIDC_AUDIENCE, SERVICE_TOKEN_FILE }: IdentityConfig, service: string): Promise<ProcessIdentity> => {
  // A rule of the configuration asks for the file wherever there is an issuer.
  if (OIDC_ISSUER) return { ...oidcVerifier({ issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE }), serviceToken: serviceTokenFile(SERVICE_TOKEN_FILE!) };
  const issuer = await builtInIssuer((name) => readOrCreateSecret(DATA_DIR, name));
  return { verify: issuer.verify, verifyService: issuer.verifyService, serviceToken: issuer.serviceTokens(service) };
};
