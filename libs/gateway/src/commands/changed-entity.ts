import type { Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayContext } from '../resolvers/gateway-context.ts';
import type { CommandResult } from './command-resolver.ts';

/** Payload field with the entity that a command was decided on, once the read model has its new state; null when refused or still behind. */
export const changedEntity = (fold: Fold) => async ({ outcome }: CommandResult, _: unknown, context: GatewayContext): Promise<Row | null> => {
  if (outcome.status !== 'accepted') return null;
  if (!await context.upTo({ [outcome.stream]: outcome.version }, [fold.name])) return null;
  context.reads.refresh();
  return context.reads.byStream(fold, outcome.stream, null);
};
