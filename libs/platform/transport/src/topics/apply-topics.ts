import { kafkajs } from '../kafka/kafkajs.ts';
import { compareTopics, configOf, settingsOf, type TopicDifference, type TopicPlacement } from './diff-topics.ts';
import { TopicsError, withTopicAdmin, type TopicAdmin } from './topic-admin.ts';
import type { TopicDeclaration } from './topic-manifest.ts';

export { TopicsError } from './topic-admin.ts';

/** What was done to a topic. */
export interface AppliedTopic {
  readonly topic: string;
  readonly done: 'created' | 'configured' | 'unchanged';
  /** What was changed, where something was. */
  readonly changes: readonly TopicDifference[];
}

const SERVED_MS = 60_000;
const LOOK_MS = 100;

const sentence = ({ topic, what, wanted, found }: TopicDifference): string => `${topic}: ${what} is ${found}, declared is ${wanted}`;

const refuse = (differences: readonly TopicDifference[]): void => {
  const fixed = differences.filter((difference) => !difference.mends);
  if (fixed.length === 0) return;
  throw new TopicsError(`these cannot be changed without moving messages, so nothing was changed:\n${fixed.map((d) => `  ${sentence(d)}`).join('\n')}\nReplication: name the one that is there with --replication, or reassign the partitions with Kafka's own tools. Partitions: a stream's events must stay in one, so the topic has to be made anew.`);
};

const create = async ({ admin }: TopicAdmin, declared: readonly TopicDeclaration[], placement: TopicPlacement): Promise<void> => {
  if (declared.length === 0) return;
  await admin.createTopics({
    waitForLeaders: false,
    topics: declared.map((topic) => ({
      topic: topic.topic, numPartitions: topic.partitions, replicationFactor: placement.replication,
      configEntries: Object.entries(configOf(topic, placement)).map(([name, value]) => ({ name, value })),
    })),
  }).catch((error: unknown) => {
    // Another one applies at the same time; whether it made them as declared is looked at afterwards.
    const all = (error as { errors?: { type?: string }[] }).errors ?? [];
    if (all.length === 0 || all.some((one) => one.type !== 'TOPIC_ALREADY_EXISTS')) throw error;
  });
};

const configure = async ({ admin }: TopicAdmin, declared: readonly TopicDeclaration[], placement: TopicPlacement): Promise<void> => {
  if (declared.length === 0) return;
  const settings = await settingsOf(admin, declared.map(({ topic }) => topic));
  await admin.alterConfigs({
    validateOnly: false,
    resources: declared.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC, name: topic.topic,
      // Kafka drops every setting of the topic that is not named again.
      configEntries: Object.entries({ ...Object.fromEntries(settings.get(topic.topic)?.own ?? []), ...configOf(topic, placement) }).map(([name, value]) => ({ name, value })),
    })),
  });
};

/** A change reaches the brokers one after another: waits until the cluster is as declared, and each new partition has a leader. */
const served = async (admin: TopicAdmin, manifest: readonly TopicDeclaration[], placement: TopicPlacement): Promise<void> => {
  const until = Date.now() + SERVED_MS;
  for (;;) {
    const left = await compareTopics(admin, manifest, placement);
    refuse(left);
    const failure = await admin.reader.ends(manifest.map(({ topic }) => topic)).then(() => null, (error: unknown) => error as Error);
    if (left.length === 0 && failure === null) return;
    if (Date.now() > until) throw new TopicsError(`the cluster at ${admin.brokers} does not serve the topics ${SERVED_MS / 1000} s after they were changed: ${left.map(sentence).join('; ') || failure?.message}`);
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
};

/**
 * Makes a cluster's topics as declared: creates what is missing, changes settings. Done again, it changes nothing.
 * @throws TopicsError, having changed nothing, where a topic has other partitions or copies, or the cluster is too small
 */
export const applyTopics = (brokers: readonly string[], manifest: readonly TopicDeclaration[], placement: TopicPlacement): Promise<AppliedTopic[]> =>
  withTopicAdmin(brokers, async (admin) => {
    const differences = await compareTopics(admin, manifest, placement);
    refuse(differences);
    const of = ({ topic }: TopicDeclaration): TopicDifference[] => differences.filter((difference) => difference.topic === topic);
    const done = (declared: TopicDeclaration): AppliedTopic['done'] => (of(declared).some(({ what }) => what === 'missing') ? 'created' : of(declared).length > 0 ? 'configured' : 'unchanged');
    await create(admin, manifest.filter((declared) => done(declared) === 'created'), placement);
    await configure(admin, manifest.filter((declared) => done(declared) === 'configured'), placement);
    await served(admin, manifest, placement);
    return manifest.map((declared) => ({ topic: declared.topic, done: done(declared), changes: of(declared) }));
  });
