import { preset } from './jest.preset.mjs';

export default {
  ...preset,
  maxWorkers: 2,
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
  globalSetup: './tools/run/jest-postgres.mjs',
  globalTeardown: './tools/run/jest-postgres-stop.mjs',
  testMatch: ['**/*.spec.ts'],
  // Conformance needs schemas from outside: `npm run conformance`.
  testPathIgnorePatterns: [...preset.testPathIgnorePatterns, '\\.conformance\\.spec\\.ts$'],
};
