import { preset } from './jest.preset.mjs';

export default { ...preset, maxWorkers: 2, testMatch: ['**/*.conformance.spec.ts'] };
