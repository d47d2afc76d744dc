import { ownerEnum, ownerName, type OperatorSession } from '../operator-session.ts';

/** A parked stream as the API shows it, its owner as the command line writes it. */
export interface Listed {
  readonly owner: string;
  readonly consumer: string;
  readonly projection: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly waitsFor: string;
  readonly events: number;
  readonly error: string;
  readonly tries: number;
  readonly parkedAt: string;
}

/** Which ones; left out: all. */
export interface Which {
  readonly owner?: string | undefined;
  readonly consumer?: string | undefined;
  readonly projection?: string | undefined;
}

interface PageOfParked {
  readonly nodes: readonly Listed[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly unanswered: readonly string[];
}

const DOCUMENT = `query($after: String, $owner: ParkedOwner, $consumer: String, $projection: String) {
  parkedStreams(first: 100, after: $after, owner: $owner, consumer: $consumer, projection: $projection) {
    nodes { owner consumer projection stream version type waitsFor events error tries parkedAt } pageInfo { hasNextPage endCursor } unanswered } }`;

/** Every parked stream, the oldest first, and the owners that did not answer. */
export const listParked = async (session: OperatorSession, { owner, consumer, projection }: Which): Promise<{ readonly streams: readonly Listed[]; readonly unanswered: readonly string[] }> => {
  const streams: Listed[] = [];
  const unanswered = new Set<string>();
  for (let after: string | null = null; ;) {
    const page: PageOfParked = await session.ask(DOCUMENT, { after, consumer, projection, ...(owner !== undefined && { owner: ownerEnum(owner) }) });
    streams.push(...page.nodes.map((node) => ({ ...node, owner: ownerName(node.owner), waitsFor: ownerName(node.waitsFor) })));
    for (const away of page.unanswered) unanswered.add(ownerName(away));
    if (!page.pageInfo.hasNextPage) return { streams: streams.sort((a, b) => (a.parkedAt < b.parkedAt ? -1 : a.parkedAt > b.parkedAt ? 1 : 0)), unanswered: [...unanswered] };
    after = page.pageInfo.endCursor;
  }
};
