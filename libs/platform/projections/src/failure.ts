import { CommandFault } from '@throughline/commands';

/** SQLSTATE classes of a database that is away, busy or restarting; 57014 (a statement cancelled) is not: the statement itself may be too slow. */
const TRANSIENT_SQLSTATE = /^(?:08...|40...|53...|57(?!014)...|25P03|25P04|55P03)$/;
const TRANSIENT_CODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);
const TRANSIENT_NAME = new Set(['TimeoutError', 'AbortError']);
/** pg gives lost connections no code. */
const TRANSIENT_MESSAGE = /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|Query read timeout)/;

/** A rebuild or a repair of this consumer has the rows that a batch needs, here or in another process. */
export class Busy extends Error {}

/** True when the same work may succeed later without anybody changing code or data. */
export const isTransient = (error: unknown): boolean => {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if (e instanceof Busy) return true;
    if (e instanceof CommandFault) return e.code === 'FACTS_LAGGING' || e.code === 'UPSTREAM_UNAVAILABLE';
    const code = (e as { code?: unknown }).code;
    if (typeof code === 'string' && (TRANSIENT_SQLSTATE.test(code) || TRANSIENT_CODE.has(code))) return true;
    if (TRANSIENT_NAME.has(e.name) || TRANSIENT_MESSAGE.test(e.message)) return true;
  }
  return false;
};

/** A version is missing before the one that came. */
export class Gap extends Error {
  readonly stream: string;
  readonly after: number;
  readonly before: number;
  constructor(stream: string, after: number, before: number) {
    super(`${stream}: version ${before} came after ${after}`);
    this.stream = stream;
    this.after = after;
    this.before = before;
  }
}

/** One version of a stream came with two event ids: the owner's store forked (a lossy failover). */
export class Fork extends Error {
  constructor(stream: string, version: number, known: string, came: string) {
    super(`${stream} version ${version} was ${known} and came again as ${came}: the owner's store forked. Compare its events with the journal before this consumer is started again.`);
  }
}

/** Another runner took the partition over. */
export class OwnershipLost extends Error {}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
