import { CommandFault } from '@throughline/commands';

/** SQLSTATE classes of a database that is away, busy or restarting; 57014 (a statement cancelled) is not: the statement itself may be too slow. */
const TRANSIENT_SQLSTATE = /^(?:08...|40...|53...|57(?!014)...|25P03|25P04|55P03)$/;
const TRANSIENT_CODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);
const TRANSIENT_NAME = new Set(['TimeoutError', 'AbortError']);
/** pg gives lost connections no code. */
const TRANSIENT_MESSAGE = /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|Query read timeout)/;

/** A rebuild or a repair of this consumer has the rows that a batch needs, here or in another process. */
export class Busy extends Error {}

/** The owner of a topic says that it must not be read for now. */
export class Withheld extends Error {}

/** True when the same work may succeed later without anybody changing code or data. */
export const isTransient = (error: unknown): boolean => {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if (e instanceof Busy || e instanceof Withheld) return true;
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
  /** Id of the event at version `after`, where there is one. */
  readonly lastEventId: string | undefined;
  constructor(stream: string, after: number, before: number, lastEventId?: string) {
    super(`${stream}: version ${before} came after ${after}`);
    this.stream = stream;
    this.after = after;
    this.before = before;
    this.lastEventId = lastEventId;
  }
}

/** The owner's store forked: one version of a stream has two event ids (a lossy failover, a restore to an older state), or has gone. */
export class Fork extends Error {}

const WAY_OUT = 'Restore this database to the same moment as the owner\'s, or to an earlier one (the gateway\'s may be emptied: it is built anew), then start again; docs/how-to/restore-a-backup.md says how';

export const forkInLog = (stream: string, version: number, known: string, came: string): Fork =>
  new Fork(`${stream} version ${version} was ${known} and came again as ${came}: its owner's store forked. ${WAY_OUT}`);

/** @param own what the owner has at that version, if it has one */
export const forkFromOwner = (stream: string, version: number, known: string, own: string | undefined): Fork =>
  new Fork(`${stream}: version ${version} was applied here as event ${known}, and its owner has ${own ? `event ${own} there` : 'no such version'}: this consumer is ahead of its owner's store. ${WAY_OUT}`);

/** Another runner took the partition over. */
export class OwnershipLost extends Error {}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
