import type { Page } from './page-args.ts';

/** A Relay connection over items that were read with one item more than the page holds, in reading direction. */
export interface Connection<Item> {
  readonly nodes: readonly Item[];
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly startCursor: string | null; readonly endCursor: string | null };
  readonly totalCount: () => Promise<number>;
}

export const connectionOf = <Item>(read: readonly Item[], page: Page<unknown>, cursorOf: (item: Item) => string, totalCount: () => Promise<number>): Connection<Item> => {
  const more = read.length > page.size;
  const kept = read.slice(0, page.size);
  const nodes = page.backwards ? kept.reverse() : kept;
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    nodes, edges, totalCount,
    pageInfo: {
      hasNextPage: page.backwards ? page.before !== null : more,
      hasPreviousPage: page.backwards ? more : page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
