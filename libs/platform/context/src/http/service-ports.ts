import type { ContextName } from '@throughline/kernel';
import type { ServiceVerifier, TokenVerifier } from '@throughline/identity';
import type { Logger, Registry } from '@throughline/observability';
import type { ContextHost } from '../context-host.ts';
import type { Readiness } from '../process/readiness.ts';

/** What the controllers of a context's service stand on; an injection token. */
export abstract class ServicePorts {
  abstract readonly context: ContextName;
  abstract readonly host: ContextHost;
  abstract readonly identity: TokenVerifier & ServiceVerifier;
  abstract readonly readiness: Readiness;
  abstract readonly logger: Logger;
  abstract readonly metrics: Registry;
}
