import { CONTEXTS } from '@throughline/kernel';
import { environmentOf, inherited, SERVICES, type Surroundings } from './process-environment.ts';

const schemas = Object.fromEntries(SERVICES.map((service) => [service, { schema: service, ownerUrl: `postgres://owner-of-${service}`, appUrl: `postgres://app-of-${service}` }])) as unknown as Surroundings['schemas'];
const urls = Object.fromEntries(CONTEXTS.map((context, i) => [context, [`http://127.0.0.1:${5_000 + i}`]])) as unknown as Surroundings['urls'];
const surroundings: Surroundings = {
  dataDir: '/data', schemas, brokers: ['a:1', 'b:2'], urls: { ...urls, training: ['http://127.0.0.1:1', 'http://127.0.0.1:2'] }, datasetRoots: ['/d'], trainingRoots: ['/t', '/u'],
};

describe('the environment of a process', () => {
  it('names its own roles, the brokers, and every context', () => {
    expect(environmentOf('data-quality', 4_711, surroundings)).toEqual({
      HOST: '127.0.0.1', PORT: '4711', DATA_DIR: '/data', DATABASE_URL: 'postgres://app-of-data-quality', MIGRATION_DATABASE_URL: 'postgres://owner-of-data-quality',
      KAFKA_BROKERS: 'a:1,b:2', DATASET_ROOTS: '/d', TRAINING_ROOTS: '/t,/u', REQUIREMENTS_URL: 'http://127.0.0.1:5000', DATA_QUALITY_URL: 'http://127.0.0.1:5001',
      TRAINING_URL: 'http://127.0.0.1:1,http://127.0.0.1:2', REGISTRY_URL: 'http://127.0.0.1:5003', MONITORING_URL: 'http://127.0.0.1:5004',
    });
  });

  it('keeps from the launcher\'s what is meant for everybody', () => {
    expect(inherited({ PATH: '/bin', NODE_OPTIONS: '--inspect', OIDC_ISSUER: 'https://x', LOG_LEVEL: 'warn', GONE: undefined })).toEqual({ PATH: '/bin', LOG_LEVEL: 'warn' });
  });
});
