import { randomUUID } from 'node:crypto';
import { CliError } from '../../plane-access.ts';
import { ownerEnum, type OperatorSession } from '../operator-session.ts';

/** A parked stream, by its four names. */
export interface Target {
  readonly owner: string;
  readonly consumer: string;
  readonly projection: string;
  readonly stream: string;
}

interface Range { readonly from: number; readonly to: number; readonly events: number }

interface Payload {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  readonly discarded?: Range | null;
  readonly replay: { readonly dryRun: boolean; readonly applied: Range | null; readonly failed: { readonly version: number; readonly error: string } | null; readonly remaining: number } | null;
}

/** What became of one stream, over all the calls that it took. */
export interface Released extends Target {
  readonly dryRun: boolean;
  readonly discarded: Range | null;
  readonly applied: Range | null;
  readonly failed: { readonly version: number; readonly error: string } | null;
  readonly remaining: number;
  /** Why nothing was done. */
  readonly refused: { readonly code: string; readonly message: string } | null;
}

/** What an operator wants done. */
export interface Release {
  readonly reason: string;
  readonly dryRun: boolean;
  /** Gives up from the failing version, as it was seen, up to another before the rest is replayed. */
  readonly discard?: { readonly version: number; readonly upTo?: number | undefined } | undefined;
}

const FIELDS = 'userErrors { code message } replay { dryRun applied { from to events } failed { version error } remaining }';
const REPLAY = `mutation($input: ReplayParkedInput!) { replayParked(input: $input) { ${FIELDS} } }`;
const DISCARD = `mutation($input: DiscardParkedInput!) { discardParked(input: $input) { discarded { from to events } ${FIELDS} } }`;

const joined = (a: Range | null, b: Range | null): Range | null => (a && b ? { from: a.from, to: b.to, events: a.events + b.events } : a ?? b);

/** Releases one stream, asking again while there is more than one call does. @param progress told of each call but the last */
export const releaseParked = async (session: OperatorSession, target: Target, { reason, dryRun, discard }: Release, progress: (text: string) => void): Promise<Released> => {
  const input = { ...target, owner: ownerEnum(target.owner), reason, dryRun };
  const first: Payload = discard
    ? await session.ask(DISCARD, { input: { ...input, ...discard, idempotencyKey: randomUUID() } })
    : await session.ask(REPLAY, { input: { ...input, idempotencyKey: randomUUID() } });
  const [refused] = first.userErrors;
  const base = { ...target, dryRun, discarded: first.discarded ?? null };
  if (refused || !first.replay) return { ...base, applied: null, failed: null, remaining: 0, refused: refused ?? { code: 'UNKNOWN', message: 'the plane said nothing' } };
  let { applied, failed, remaining } = first.replay;
  while (!dryRun && !failed && remaining > 0) {
    progress(`${target.stream}: ${applied?.events ?? 0} applied, ${remaining} wait`);
    const next: Payload = await session.ask(REPLAY, { input: { ...input, idempotencyKey: randomUUID() } });
    // Somebody else, or the plane by itself, has released the rest.
    if (!next.replay) return { ...base, applied, failed, remaining: 0, refused: null };
    if (!next.replay.applied && !next.replay.failed) throw new CliError(`${target.stream}: ${next.replay.remaining} events wait and none was applied; ask again later`);
    applied = joined(applied, next.replay.applied);
    ({ failed, remaining } = next.replay);
  }
  return { ...base, applied, failed, remaining, refused: null };
};

const range = ({ from, to, events }: Range): string => (events === 1 ? `version ${from}` : `versions ${from}–${to} (${events} events)`);

/** One line for people. */
export const describeReleased = ({ owner, consumer, projection, stream, dryRun, discarded, applied, failed, remaining, refused }: Released): string => {
  if (refused) return `refused   ${owner} ${consumer} ${projection} ${stream}: ${refused.message}`;
  const parts = [
    discarded && `${dryRun ? 'would give up' : 'gave up'} ${range(discarded)}`,
    applied && `${dryRun ? 'would apply' : 'applied'} ${range(applied)}`,
    failed && `version ${failed.version} ${dryRun ? 'would fail' : 'fails'}: ${failed.error}`,
    remaining > 0 && `${remaining} ${dryRun ? 'would go on waiting' : 'wait'}`,
  ].filter(Boolean);
  return `${failed || remaining > 0 ? 'waits   ' : dryRun ? 'passes  ' : 'released'}  ${owner} ${consumer} ${projection} ${stream}: ${parts.join('; ') || 'nothing had to be done'}`;
};

/** Whether everything that was asked for was done. */
export const isReleased = ({ failed, remaining, refused }: Released): boolean => !failed && !refused && remaining === 0;
