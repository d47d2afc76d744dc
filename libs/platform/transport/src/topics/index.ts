export * from './apply-topics.ts';
export { diffTopics, type TopicDifference, type TopicPlacement } from './diff-topics.ts';
export * from './topic-manifest.ts';
export { withTopicAdmin } from './topic-admin.ts';
