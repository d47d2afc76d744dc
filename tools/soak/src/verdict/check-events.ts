import { topicOf } from '@throughline/kernel';
import { toIntegrationEvent, type StoredRecord } from '@throughline/transport';
import type { Check, Evidence, Fingerprint, StoredEvent } from './evidence.ts';

export const fingerprintOf = ({ id, stream, version, digest }: Fingerprint): string => `${id} ${stream} v${version} ${digest}`;

export const publicEvents = (stored: readonly StoredEvent[]): (StoredEvent & { readonly published: NonNullable<StoredEvent['published']> })[] =>
  stored.filter((event): event is StoredEvent & { published: NonNullable<StoredEvent['published']> } => event.published !== null);

const storedPrints = (evidence: Evidence): Set<string> => new Set(publicEvents(evidence.stored).map(({ id, stream, published: { version, digest } }) => fingerprintOf({ id, stream, version, digest })));

const printOf = (record: StoredRecord): string => {
  const { id, stream, version, payloadDigest: digest } = toIntegrationEvent(record);
  return fingerprintOf({ id, stream, version, digest });
};

/** Both ways: what one side lacks, and what it has beyond the other. */
const differences = (wanted: ReadonlySet<string>, there: readonly string[], place: string): string[] => {
  const found = new Set(there);
  return [
    ...[...wanted].filter((print) => !found.has(print)).map((print) => `${place} lacks ${print}`),
    ...[...found].filter((print) => !wanted.has(print)).map((print) => `${place} has what no owner stores: ${print}`),
  ];
};

/** Versions of each stream are 1, 2, 3 … in the order of positions, and so are the published ones. */
export const storedWithoutGaps: Check = ({ stored }) => {
  const at = new Map<string, { version: number; published: number }>();
  return [...stored].sort((a, b) => a.context.localeCompare(b.context) || a.position - b.position).flatMap(({ stream, version, published }) => {
    const last = at.get(stream) ?? { version: 0, published: 0 };
    at.set(stream, { version, published: published?.version ?? last.published });
    const follows = version === last.version + 1 && (!published || published.version === last.published + 1);
    return follows ? [] : [`${stream} v${version} (published ${published?.version ?? 'not'}) follows v${last.version} (published ${last.published})`];
  });
};

/** Every promise: the version that was acknowledged is there, under the command that asked for it. */
export const acknowledgedIsStored: Check = ({ acknowledged, stored, commands }) => {
  const there = new Set(publicEvents(stored).map(({ stream, published }) => `${stream} ${published.version}`));
  const settled = new Map(commands.map((c) => [`${c.workspace} ${c.principal} ${c.key}`, c.outcome]));
  return acknowledged.flatMap(({ key, command, actor, workspace, stream, version }) => {
    const outcome = settled.get(`${workspace} ${actor} ${key}`);
    const same = outcome?.status === 'accepted' && outcome.stream === stream && outcome.version === version;
    if (!there.has(`${stream} ${version}`)) return [`${command} ${key} was acknowledged as ${stream} v${version}, which is not stored`];
    return same ? [] : [`${command} ${key} was acknowledged as ${stream} v${version}, its owner says ${JSON.stringify(outcome ?? 'nothing')}`];
  });
};

export const storedIsPublished: Check = (evidence) => differences(storedPrints(evidence), evidence.log.map(printOf), 'the log');

export const storedIsJournaled: Check = (evidence) => {
  const seen = new Set<string>();
  const twice = evidence.journal.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => `the journal has ${id} twice`);
  return [...differences(storedPrints(evidence), evidence.journal.map(fingerprintOf), 'the journal'), ...twice];
};

/** As a consumer reads a partition: repeats dropped, each stream goes on by one, and stays in its partition. */
export const logKeepsOrder: Check = ({ log }) => {
  const streams = new Map<string, { partition: string; ids: string[] }>();
  return log.flatMap((record) => {
    const { stream, version, id } = toIntegrationEvent(record);
    const partition = `${record.topic}/${record.partition}`;
    const known = streams.get(stream) ?? { partition, ids: [] };
    streams.set(stream, known);
    const at = `${stream} v${version} at ${partition}@${record.offset}`;
    if (known.partition !== partition) return [`${at}: the stream began in ${known.partition}`];
    if (version <= known.ids.length) return known.ids[version - 1] === id ? [] : [`${at}: another event than the first one of this version`];
    if (version > known.ids.length + 1) return [`${at} comes after v${known.ids.length}`];
    known.ids.push(id);
    return [];
  });
};

/** How many messages came again. */
export const repeatsIn = (log: readonly StoredRecord[]): number => log.length - new Set(log.map((record) => record.headers['ce_id'])).size;

/** Every consumer has every stream of its topics behind it, up to the owner's last event. */
export const projectedToTheEnd: Check = ({ stored, subscriptions, progress }) => {
  const heads = new Map<string, Map<string, { version: number; id: string }>>();
  for (const { context, streamType, stream, id, published } of publicEvents(stored)) {
    const topic = topicOf({ context, aggregate: streamType });
    const streams = heads.get(topic) ?? new Map<string, { version: number; id: string }>();
    heads.set(topic, streams);
    if (published.version > (streams.get(stream)?.version ?? 0)) streams.set(stream, { version: published.version, id });
  }
  const unread = [...heads.keys()].filter((topic) => !subscriptions.some((s) => s.owner === 'gateway' && s.topic === topic)).map((topic) => `the gateway does not read ${topic}`);
  const reached = new Map(progress.map((p) => [`${p.owner} ${p.consumer} ${p.stream}`, p]));
  return [...unread, ...subscriptions.flatMap(({ owner, consumer, topic }) => [...heads.get(topic) ?? []].flatMap(([stream, head]) => {
    const there = reached.get(`${owner} ${consumer} ${stream}`);
    if (there?.version === head.version && there.id === head.id) return [];
    return [`${owner}'s ${consumer} stands at ${there ? `v${there.version} (${there.id})` : 'nothing'} of ${stream}, whose last is v${head.version} (${head.id})`];
  }))];
};

export const nothingParked: Check = ({ parked }) => parked.map(({ owner, consumer, projection, stream, version, error }) => `${owner}'s ${consumer} (${projection}) parked ${stream} v${version}: ${error}`);

export const liveIsRebuilt: Check = ({ rebuilds }) => [
  ...rebuilds.filter(({ live, rebuilt }) => live !== rebuilt).map(({ name, live, rebuilt }) => `${name}: live ${live}, rebuilt ${rebuilt}`),
  ...(rebuilds.length === 0 ? ['no read model was rebuilt'] : []),
];
