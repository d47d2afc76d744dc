import { storable } from '../errors/fault.ts';
import type { Connection } from '../paging/connection.ts';
import { connectionOf } from '../paging/connection.ts';
import type { PageArgs } from '../paging/page-args.ts';
import { encodeCursor, pageOf } from '../paging/page-args.ts';
import type { Fold } from '../read-models/fold.ts';
import type { Filter } from '../read-models/read-rows.ts';
import { decodeRowKey, rowKeyOf } from '../read-models/read-rows.ts';
import type { Row } from '../read-models/row.ts';
import { keyOf } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';
import { instantOf } from './lookup.ts';

export interface ListOptions<Doc> {
  /** Argument → column that must equal it; with `id`, the argument is the id of that type. */
  readonly filters?: Readonly<Record<string, string | { readonly column: string; readonly id: string }>>;
  /** Columns that the parent sets, for a connection below an entity; the first one should tell the parents apart. */
  readonly of?: (parent: Row<Doc>) => Filter;
}

type ListArgs = PageArgs & { readonly asOf?: Date | null } & Readonly<Record<string, unknown>>;

/** A connection over a read model, oldest first: `things(first, after, last, before, asOf, …filters): ThingConnection!`. */
export const list = <Doc>(fold: Fold, { filters = {}, of }: ListOptions<Doc> = {}) =>
  async (parent: Row<Doc>, args: ListArgs, { reads }: GatewayContext): Promise<Connection<Row>> => {
    const page = pageOf(args, decodeRowKey);
    const asOf = instantOf(parent, args.asOf);
    reads.asked(asOf);
    const filter: Record<string, string | number | boolean> = {};
    for (const [argument, target] of Object.entries(filters)) {
      const value = args[argument];
      if (value == null) continue;
      if (typeof target === 'string') filter[target] = typeof value === 'string' ? storable([argument], value) : value as number | boolean;
      else filter[target.column] = keyOf(target.id, value as string, [argument]);
    }
    const cursorOf = (row: Row): string => encodeCursor(...rowKeyOf(row));
    const [first, ...rest] = Object.entries(of?.(parent) ?? {});
    if (!first) return connectionOf(await reads.page(fold, filter, page, asOf), page, cursorOf, () => reads.count(fold, filter, asOf));
    const below = [first[0], String(first[1])] as const;
    const all = { ...filter, ...Object.fromEntries(rest) };
    return connectionOf(await reads.pageBelow(fold, below, all, page, asOf), page, cursorOf, () => reads.countBelow(fold, below, all, asOf));
  };
