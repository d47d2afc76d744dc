import type { Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayContext } from './gateway-context.ts';

/** A part of a document with the instant that its document was read at, so that what it names is read at the same. */
export type Part<T> = T & Pick<Row, 'asOf'>;

export const part = <T extends object>(of: T, { asOf }: Pick<Row, 'asOf'>): Part<T> => ({ ...of, asOf });

export const partOrNull = <T extends object>(of: T | null | undefined, row: Pick<Row, 'asOf'>): Part<T> | null => of ? part(of, row) : null;

export const partsOf = <T extends object>(of: readonly T[], row: Pick<Row, 'asOf'>): Part<T>[] => of.map((each) => part(each, row));

/** A field of a part whose entity the part names by its stream; null where it names none, or the other context has not said anything of it. */
export const named = <T extends object>(fold: Fold, streamOf: (of: T) => string | null | undefined) =>
  (of: Part<T>, _: unknown, { reads }: GatewayContext): Promise<Row | null> | null => {
    const stream = streamOf(of);
    return stream ? reads.byStream(fold, stream, of.asOf) : null;
  };
