export * from './apply-topics.ts';
export * from './diff-topics.ts';
export * from './topic-manifest.ts';
export { withTopicAdmin } from './topic-admin.ts';
