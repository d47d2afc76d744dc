import { keyOf } from '../schema/node-id.ts';
import type { Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayContext } from './gateway-context.ts';

/** The instant that a resolver reads at: its own argument, else its parent's, else now. */
export const instantOf = (parent: unknown, asOf: Date | null | undefined): Date | null =>
  asOf ?? (parent as Partial<Row> | undefined)?.asOf ?? null;

/** Query field `thing(id: ID!, asOf: DateTime): Thing`. */
export const lookup = (fold: Fold) => (parent: unknown, { id, asOf }: { id: string; asOf?: Date | null }, { reads }: GatewayContext): Promise<Row | null> => {
  const at = instantOf(parent, asOf);
  reads.asked(at);
  return reads.byStream(fold, keyOf(fold.type, id, ['id']), at);
};
