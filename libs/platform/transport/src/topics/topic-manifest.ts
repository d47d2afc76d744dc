import { topicOf, type EventContract } from '@throughline/kernel';
import { isDeadLetterTopic, withDeadLetters } from '../dead-letter-topic.ts';

/** A topic as the contracts want it. */
export interface TopicDeclaration {
  readonly topic: string;
  readonly partitions: number;
  /** Kafka's own names and values; what is not named is left to the cluster. */
  readonly config: Readonly<Record<string, string>>;
}

/** As many as the store numbers its streams' partitions (`partition_of`). */
export const TOPIC_PARTITIONS = 12;

/** Dead letters are few, and each partition costs a broker something at each start. */
const DEAD_LETTER_PARTITIONS = 1;

/** The log is kept for ever: a new subscriber starts at its beginning. A copy that lacks acknowledged messages never leads. */
const CONFIG = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1', 'unclean.leader.election.enable': 'false' };

/** Every topic that these events travel in, each with its dead-letter topic, by name. */
export const topicManifest = (events: readonly Pick<EventContract, 'context' | 'aggregate'>[]): TopicDeclaration[] =>
  [...withDeadLetters(events.map(topicOf))].sort().map((topic) => ({ topic, partitions: isDeadLetterTopic(topic) ? DEAD_LETTER_PARTITIONS : TOPIC_PARTITIONS, config: CONFIG }));
