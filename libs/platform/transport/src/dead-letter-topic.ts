const SUFFIX = '.dlq';

/** Where consumers tell other teams of events of a topic that they could not apply. */
export const deadLetterTopic = (topic: string): string => `${topic}${SUFFIX}`;

/** Whether a topic is one of {@link deadLetterTopic}. */
export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(SUFFIX);

/** Topics, each with its dead-letter topic. */
export const withDeadLetters = (topics: readonly string[]): readonly string[] =>
  [...new Set(topics.flatMap((topic) => (isDeadLetterTopic(topic) ? [topic] : [topic, deadLetterTopic(topic)])))];
