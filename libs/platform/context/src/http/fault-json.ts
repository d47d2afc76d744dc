import { CommandFault, type FaultCode } from '@throughline/commands';
import type { RefusalDetail } from '@throughline/kernel';

/** A fault as it travels between processes. */
export interface FaultJson {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly path: readonly string[];
    readonly detail: RefusalDetail;
  };
}

/** Status of each fault. A record, so that the compiler finds a code that is not listed. */
export const FAULT_STATUS: Readonly<Record<FaultCode, number>> = {
  UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, BAD_USER_INPUT: 400, FACTS_PARKED: 409, FACTS_LAGGING: 503, UPSTREAM_UNAVAILABLE: 503,
};

/** A fault as its answer says it. */
export const faultJson = (code: string, message: string, path: readonly string[] = [], detail: RefusalDetail = {}): FaultJson => ({ error: { code, message, path, detail } });

/** The fault that an answer carries, or null when it is no answer of a context (a proxy's page, for example). */
export const faultOf = (answer: unknown): CommandFault | null => {
  const error = (answer as Partial<FaultJson> | null)?.error;
  if (typeof error?.message !== 'string' || !Object.hasOwn(FAULT_STATUS, error.code) || !Array.isArray(error.path)) return null;
  return new CommandFault(error.code as FaultCode, error.message, { path: error.path.map(String), detail: error.detail ?? {} });
};
