import type { Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayContext } from './gateway-context.ts';

type Picked<Doc, Value> = (doc: Doc, row: Row<Doc>) => Value;

/** A field whose entity the document names by its stream; null where it names none, or the other context has not said anything of it. */
export const one = <Doc>(fold: Fold, streamOf: Picked<Doc, string | null | undefined>) =>
  (row: Row<Doc>, _: unknown, { reads }: GatewayContext): Promise<Row | null> | null => {
    const stream = streamOf(row.doc, row);
    return stream ? reads.byStream(fold, stream, row.asOf) : null;
  };

/** A field whose entities the document names by their streams, in its order; what has not arrived yet is left out. */
export const many = <Doc>(fold: Fold, streamsOf: Picked<Doc, readonly string[]>) =>
  async (row: Row<Doc>, _: unknown, { reads }: GatewayContext): Promise<Row[]> => {
    const rows = await Promise.all(streamsOf(row.doc, row).map((stream) => reads.byStream(fold, stream, row.asOf)));
    return rows.filter((found) => found !== null);
  };

/** A field whose entities name this one in a column, oldest first. For what is few by nature; what may grow is a connection ({@link list}). */
export const naming = <Doc>(fold: Fold, column: string, valueOf: Picked<Doc, string> = (_, { stream }) => stream) =>
  (row: Row<Doc>, _: unknown, { reads }: GatewayContext): Promise<readonly Row[]> => reads.byColumn(fold, column, valueOf(row.doc, row), row.asOf);
