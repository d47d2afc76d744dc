import type { IntegrationEvent } from '@throughline/kernel';
import { decodeVersionKey } from '../journal/stream-history.ts';
import { connectionOf } from '../paging/connection.ts';
import type { PageArgs } from '../paging/page-args.ts';
import { encodeCursor, pageOf } from '../paging/page-args.ts';
import type { Row } from '../read-models/row.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';

/** Fields of every entity. What a type declares besides is read from its document, unless it has a resolver of its own. */
export const entityFields = {
  id: ({ fold, stream }: Row) => encodeNodeId(fold.type, stream),
  version: (row: Row) => row.version,
  createdAt: (row: Row) => row.opened,
  changedAt: (row: Row) => row.recordedFrom,
  history: async ({ stream, asOf }: Row, args: PageArgs, { reads }: GatewayContext) => {
    const page = pageOf(args, decodeVersionKey);
    return connectionOf(await reads.history(stream, page, asOf), page, ({ version }) => encodeCursor(version), () => reads.historyCount(stream, asOf));
  },
};

export const historyEventFields = {
  eventId: ({ id }: IntegrationEvent) => id,
  payload: ({ data }: IntegrationEvent) => data,
};
