import type { Client } from 'pg';
import { CONTEXTS, schemaOf, sha256, type ContextName } from '@throughline/kernel';
import type { CommandOutcome } from '@throughline/commands';
import type { SchemaOwner } from '../target/target.ts';
import type { Evidence, Fingerprint, LoggedCommand, OwedFact, Progress, StoredEvent } from './evidence.ts';

export const OWNERS: readonly SchemaOwner[] = [...CONTEXTS, 'gateway'];

const overAll = async <Owner extends SchemaOwner, T>(owners: readonly Owner[], read: (owner: Owner, schema: string) => Promise<readonly T[]>): Promise<readonly T[]> => {
  const all: T[] = [];
  for (const owner of owners) all.push(...await read(owner, schemaOf(owner)));
  return all;
};

/** `published->'data'` is the text that travels, byte for byte: the column is `json`. */
const storedIn = async (client: Client, context: ContextName, schema: string): Promise<readonly StoredEvent[]> => {
  const { rows } = await client.query<{
    position: string; stream: string; streamType: string; workspace: string; version: string; id: string; commandId: string; publishedVersion: string | null; type: string; value: string;
  }>(`select global_position as position, stream_id as stream, stream_type as "streamType", workspace, version, event_id as id, metadata->>'commandId' as "commandId",
    published_version as "publishedVersion", published->>'type' as type, (published->'data')::text as value from ${schema}.events order by global_position`);
  return rows.map(({ position, version, publishedVersion, type, value, ...row }): StoredEvent => ({
    ...row, context, position: Number(position), version: Number(version),
    published: publishedVersion === null ? null : { version: Number(publishedVersion), type, data: JSON.parse(value) as Record<string, unknown>, digest: sha256(value) },
  }));
};

const commandsOf = async (client: Client, context: ContextName, schema: string): Promise<readonly LoggedCommand[]> => {
  const { rows } = await client.query<{ workspace: string; principal: string; key: string; outcome: CommandOutcome | null }>(
    `select workspace, principal, idempotency_key as key, outcome from ${schema}.command_log`);
  return rows.map((row) => ({ ...row, context }));
};

/** What every consumer has read, and from where it reads. */
export const readProgress = async (client: Client): Promise<Pick<Evidence, 'subscriptions' | 'progress'>> => ({
  subscriptions: await overAll(OWNERS, async (owner, schema) => (await client.query<{ consumer: string; topic: string }>(
    `select distinct consumer, topic from ${schema}.consumer_partition`)).rows.map((row) => ({ ...row, owner }))),
  progress: await overAll(OWNERS, async (owner, schema) => (await client.query<{ consumer: string; stream: string; version: string; id: string }>(
    `select consumer, stream_id as stream, last_published as version, last_event_id as id from ${schema}.consumer_stream`)).rows
    .map((row): Progress => ({ ...row, owner, version: Number(row.version) }))),
});

export const readStored = (client: Client): Promise<readonly StoredEvent[]> => overAll(CONTEXTS, (context, schema) => storedIn(client, context, schema));

/** All of the evidence that lies in the database. */
export const gatherFromDatabase = async (client: Client): Promise<Omit<Evidence, 'acknowledged' | 'log' | 'rebuilds' | 'audience'>> => ({
  stored: await readStored(client),
  // The digest is taken of the stored text anew: a row that was changed must not vouch for itself.
  journal: (await client.query<Omit<Fingerprint, 'digest'> & { value: string }>('select event_id as id, stream, version, data::text as value from gateway.journal')).rows
    .map(({ value, ...row }) => ({ ...row, digest: sha256(value) })),
  ...await readProgress(client),
  parked: await overAll(OWNERS, async (owner, schema) => (await client.query<{ consumer: string; projection: string; stream: string; version: string; error: string }>(
    `select consumer, projection, stream_id as stream, published_version as version, error from ${schema}.parked_event`)).rows.map((row) => ({ ...row, owner, version: Number(row.version) }))),
  commands: await overAll(CONTEXTS, (context, schema) => commandsOf(client, context, schema)),
  owedFacts: (await client.query<{ initiative: string; fact: OwedFact }>(
    'select l.initiative, k.fact from requirements.known_fact k join requirements.initiative_link l on l.workspace = k.workspace and l.anchor = k.anchor')).rows
    .map(({ initiative, fact: { key, eventId, subject } }) => ({ initiative, key, eventId, subject })),
});
