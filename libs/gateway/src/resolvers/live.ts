import { CommandFault } from '@throughline/commands';
import { badInput, storable } from '../errors/fault.ts';
import type { Fold } from '../read-models/fold.ts';
import { decodeNodeId } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';

/** `live(kind, id, after)`: asks the service that owns the entity, after the same authorisation as the entity itself. */
export const liveSeries = (folds: ReadonlyMap<string, Fold>) =>
  async (_: unknown, { kind, id, after }: { kind: string; id: string; after: number | string }, { reads, live }: GatewayContext) => {
    const node = decodeNodeId(id);
    const fold = node && folds.get(node.type);
    if (!fold) throw badInput(['id'], 'this is no id of something that is measured');
    if (typeof after !== 'number' || after < 0) throw badInput(['after'], 'give the next of an answer before, or 0');
    storable(['kind'], kind);
    if (!await reads.byStream(fold, node.key, null)) return null;
    const points = await live.points(fold.context, { kind, id: node.key, after }).catch((cause: unknown) => {
      throw new CommandFault('UPSTREAM_UNAVAILABLE', `${fold.context} does not answer; ask again.`, { cause });
    });
    return { points, next: points.at(-1)?.seq ?? after };
  };
