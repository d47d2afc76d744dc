import type { AppendTarget, NewEvent } from '@throughline/event-store';
import type { ClientBase } from 'pg';

const SQL = 'select status, version, position_, published from requirements.append($1,$2,$3,$4::uuid[],$5::text[],$6::int[],$7::json[],$8::json[],$9::json[],$10)';

/** The store's statement, prepared once a connection, and nothing around it. */
export const bareAppend = async (client: ClientBase, target: AppendTarget, events: readonly NewEvent[]): Promise<void> => {
  const { rows } = await client.query<{ status: string }>({
    name: 'bare.append', text: SQL,
    values: [
      target.stream, target.streamType, target.expected, events.map((e) => e.id), events.map((e) => e.type), events.map((e) => e.schemaVersion),
      events.map((e) => e.data), events.map((e) => e.metadata), events.map((e) => e.published), target.workspace,
    ],
  });
  if (rows[0]?.status !== 'ok') throw new Error(`bare append: ${rows[0]?.status}`);
};
