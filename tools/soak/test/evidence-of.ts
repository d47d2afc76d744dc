import { idOf, sha256, topicOf, type ContextName, type Json } from '@throughline/kernel';
import { toLogRecord } from '@throughline/transport';
import type { Evidence, LoggedCommand, StoredEvent } from '../src/verdict/evidence.ts';

const WORKSPACE = 'soak';

interface Told { readonly context: ContextName; readonly streamType: string; readonly stream: string; readonly type: string; readonly data: Readonly<Record<string, unknown>>; readonly principal: string; readonly key: string }

/** Evidence of a plane that kept every promise, made of the events that are told, each its own command. */
export const evidenceOf = (told: readonly Told[], audience: Evidence['audience']): Evidence => {
  const versions = new Map<string, number>();
  const stored: StoredEvent[] = [];
  const commands: LoggedCommand[] = [];
  for (const [index, { context, streamType, stream, type, data, principal, key }] of told.entries()) {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    stored.push({
      context, position: index + 1, stream, streamType, workspace: WORKSPACE, version, id: eventId(index), commandId: idOf(WORKSPACE, principal, key),
      published: { version, type, data, digest: sha256(JSON.stringify(data)) },
    });
    commands.push({ context, workspace: WORKSPACE, principal, key, outcome: { status: 'accepted', stream, version } });
  }
  const log = stored.map(({ context, streamType, stream, id, position, published }) => ({
    offset: position,
    ...toLogRecord({
      position, stream, streamType, workspace: WORKSPACE, version: published!.version, id, partition: 0, recordedAt: new Date(0),
      metadata: { actor: 'human:ann', correlationId: 'c', workspace: WORKSPACE } as never,
      published: { type: published!.type, schemaVersion: 1, data: JSON.stringify(published!.data), version: published!.version },
    }, context, 1),
  }));
  const heads = new Map(stored.map((event) => [event.stream, event]));
  return {
    stored, commands, log, audience,
    acknowledged: commands.filter(({ principal }) => principal.startsWith('human:')).map(({ principal, key, outcome }) => {
      const { stream, version } = outcome as { stream: string; version: number };
      return { key, command: 'some-command', actor: principal as 'human:ann', workspace: WORKSPACE, stream, version };
    }),
    journal: stored.map(({ id, stream, published }) => ({ id, stream, version: published!.version, digest: published!.digest })),
    subscriptions: [...new Set(stored.map(topicOfEvent))].map((topic) => ({ owner: 'gateway', consumer: 'gateway', topic })),
    progress: [...heads.values()].map(({ stream, id, published }) => ({ owner: 'gateway', consumer: 'gateway', stream, version: published!.version, id })),
    parked: [], owedFacts: [], rebuilds: [{ name: 'initiative', live: 'sha256:a', rebuilt: 'sha256:a' }],
  };
};

const topicOfEvent = ({ context, streamType }: StoredEvent): string => topicOf({ context, aggregate: streamType });
export const eventId = (index: number): string => `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`;
export const streamId = (type: string, name: Json): string => `${type}-${idOf(name)}`;
