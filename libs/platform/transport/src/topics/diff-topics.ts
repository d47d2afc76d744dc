import type { Admin } from 'kafkajs';
import { kafkajs } from '../kafka/kafkajs.ts';
import { TopicsError, withTopicAdmin, type TopicAdmin } from './topic-admin.ts';
import type { TopicDeclaration } from './topic-manifest.ts';

/** Where a cluster is not as declared. */
export interface TopicDifference {
  readonly topic: string;
  /** `missing`, `partitions`, `replication`, or the name of a setting. */
  readonly what: string;
  readonly wanted: string;
  readonly found: string | null;
  /** Whether `apply` mends it; the others cannot be changed without moving messages. */
  readonly mends: boolean;
}

/** How many copies a topic has. */
export interface TopicPlacement {
  readonly replication: number;
}

/** A topic's declaration with what depends on its copies: with three, a message is acknowledged once two have it. */
export const configOf = ({ config }: TopicDeclaration, { replication }: TopicPlacement): Record<string, string> =>
  ({ ...config, 'min.insync.replicas': replication >= 3 ? '2' : '1' });

/** Source of a setting that was made for the topic itself. */
const OF_THE_TOPIC = 1;

/** A topic's settings: what holds, and which of them were made for it. */
export interface TopicSettings {
  readonly values: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
}

/** Settings of topics that exist, by topic, as the brokers tell them; without topics nobody is asked. */
export const settingsOf = async (admin: Admin, topics: readonly string[]): Promise<Map<string, TopicSettings>> => {
  if (topics.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })) });
  return new Map(resources.map(({ resourceName, configEntries }) => {
    const own = configEntries.filter((entry) => Number(entry.configSource) === OF_THE_TOPIC);
    const asMap = (entries: typeof configEntries) => new Map(entries.map((entry) => [entry.configName, entry.configValue]));
    return [resourceName, { values: asMap(configEntries), own: asMap(own) }];
  }));
};

const differencesOf = (declared: TopicDeclaration, placement: TopicPlacement, found: { readonly partitions: number; readonly copies: readonly number[] }, settings: TopicSettings | undefined): TopicDifference[] => {
  const { topic } = declared;
  const differences: TopicDifference[] = [];
  if (found.partitions !== declared.partitions) differences.push({ topic, what: 'partitions', wanted: String(declared.partitions), found: String(found.partitions), mends: false });
  const otherCopies = found.copies.find((copies) => copies !== placement.replication);
  if (otherCopies !== undefined) differences.push({ topic, what: 'replication', wanted: String(placement.replication), found: String(otherCopies), mends: false });
  for (const [what, wanted] of Object.entries(configOf(declared, placement))) {
    const value = settings?.values.get(what) ?? null;
    if (value !== wanted) differences.push({ topic, what, wanted, found: value, mends: true });
  }
  return differences;
};

/** The same as {@link diffTopics}, for who holds a connection. @throws TopicsError where the cluster is too small for that many copies */
export const compareTopics = async ({ admin, reader, brokers }: TopicAdmin, manifest: readonly TopicDeclaration[], placement: TopicPlacement): Promise<TopicDifference[]> => {
  const { brokers: nodes } = await admin.describeCluster();
  if (nodes.length < placement.replication) {
    throw new TopicsError(`the cluster at ${brokers} has ${nodes.length} running broker${nodes.length === 1 ? '' : 's'}, too few for ${placement.replication} copies of a topic: start more brokers, or say --replication ${nodes.length}`);
  }
  const there = [...(await reader.partitions(manifest.map((declared) => declared.topic))).keys()];
  const found = new Map(there.length === 0 ? [] : (await admin.fetchTopicMetadata({ topics: there })).topics.map(({ name, partitions }) => [
    name, { partitions: partitions.length, copies: partitions.map((p) => p.replicas.length) },
  ]));
  const settings = await settingsOf(admin, there);
  return manifest.flatMap((declared) => {
    const is = found.get(declared.topic);
    if (is) return differencesOf(declared, placement, is, settings.get(declared.topic));
    return [{ topic: declared.topic, what: 'missing', wanted: `${declared.partitions} partitions, ${placement.replication} ${placement.replication === 1 ? 'copy' : 'copies'}`, found: null, mends: true }];
  });
};

/** Where a cluster's topics are not as declared; changes nothing. @throws TopicsError */
export const diffTopics = (brokers: readonly string[], manifest: readonly TopicDeclaration[], placement: TopicPlacement): Promise<TopicDifference[]> =>
  withTopicAdmin(brokers, (admin) => compareTopics(admin, manifest, placement));
