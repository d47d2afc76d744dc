import { CONTEXTS } from '@throughline/kernel';
import { isTransient, type ParkedQuery, type ParkedStream, type ParkedTarget } from '@throughline/projections';
import type { Connection } from '../paging/connection.ts';
import { connectionOf } from '../paging/connection.ts';
import { encodeCursor, type Page } from '../paging/page-args.ts';
import type { OperateOn, OperationsOwner } from './operate-on.ts';

const OWNERS: readonly OperationsOwner[] = [...CONTEXTS, 'gateway'];

/** A parked stream with whose it is. */
export interface OwnedStream extends ParkedStream {
  readonly owner: OperationsOwner;
}

/** Names an {@link OwnedStream} and its place among all of them. */
export interface OwnedKey extends ParkedTarget {
  readonly owner: OperationsOwner;
}

export interface ParkedFilter extends Pick<ParkedQuery, 'consumer' | 'projection'> {
  readonly owner?: OperationsOwner | undefined;
}

export const cursorOf = ({ owner, consumer, projection, stream }: OwnedKey): string => encodeCursor(owner, consumer, projection, stream);

export const decodeOwnedKey = (parts: readonly unknown[]): OwnedKey | null => {
  const [owner, consumer, projection, stream, ...more] = parts;
  const texts = [consumer, projection, stream].every((part) => typeof part === 'string' && part !== '' && part.length <= 300 && !part.includes('\0'));
  return texts && more.length === 0 && OWNERS.includes(owner as OperationsOwner) ? { owner, consumer, projection, stream } as OwnedKey : null;
};

/** A page over the parked streams of all owners, asked one after the other until it is full. An owner that does not answer is named. */
export const parkedPage = async (operateOn: OperateOn, { owner: only, ...filter }: ParkedFilter, page: Page<OwnedKey>): Promise<Connection<OwnedStream> & { readonly unanswered: readonly OperationsOwner[] }> => {
  const unanswered: OperationsOwner[] = [];
  const from = page.after ? OWNERS.indexOf(page.after.owner) : 0;
  const to = page.before ? OWNERS.indexOf(page.before.owner) : OWNERS.length - 1;
  const concerned = OWNERS.filter((owner) => only === undefined || owner === only);
  const due = concerned.filter((owner) => OWNERS.indexOf(owner) >= from && OWNERS.indexOf(owner) <= to);
  const targetIn = (owner: OperationsOwner, key: OwnedKey | null): ParkedTarget | null => (key?.owner === owner ? { consumer: key.consumer, projection: key.projection, stream: key.stream } : null);
  const ask = async (owner: OperationsOwner, query: ParkedQuery) => operateOn(owner, 'list-parked', query).catch((error: unknown) => {
    if (!isTransient(error)) throw error;
    if (!unanswered.includes(owner)) unanswered.push(owner);
    return { streams: [], total: null };
  });
  const found: OwnedStream[] = [];
  for (const owner of page.backwards ? due.toReversed() : due) {
    const limit = page.size + 1 - found.length;
    if (limit === 0) break;
    const { streams } = await ask(owner, { ...filter, limit, backwards: page.backwards, after: targetIn(owner, page.after), before: targetIn(owner, page.before) });
    found.push(...streams.map((stream) => ({ owner, ...stream })));
  }
  const totalCount = async (): Promise<number> => {
    const totals = await Promise.all(concerned.map(async (owner) => (await ask(owner, { ...filter, limit: 1 })).total));
    return totals.includes(null) ? null as never : totals.reduce((sum: number, total) => sum + total!, 0);
  };
  return { ...connectionOf(found, page, cursorOf, totalCount), unanswered };
};
