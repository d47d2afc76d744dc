import { CONTEXTS, type ContextName } from '@throughline/kernel';
import { addressVariable, type ProvisionedDatabase } from '@throughline/context';

/** A process of the cluster by the kind of work it does. */
export type ServiceName = ContextName | 'gateway';

export const SERVICES: readonly ServiceName[] = [...CONTEXTS, 'gateway'];

export type Environment = Readonly<Record<string, string>>;

/** What all processes of one cluster share. */
export interface Surroundings {
  readonly dataDir: string;
  readonly schemas: ProvisionedDatabase;
  readonly brokers: readonly string[];
  /** Addresses of each context's replicas. */
  readonly urls: Readonly<Record<ContextName, readonly string[]>>;
  readonly datasetRoots: readonly string[];
  readonly trainingRoots: readonly string[];
}

/** Name of a process: `requirements`; its second replica, counted as 1, is `requirements-2`. */
export const processName = (service: ServiceName, replica: number): string => (replica === 0 ? service : `${service}-${replica + 1}`);

/** What the launcher itself was told is not meant for its processes. */
const NOT_INHERITED = ['NODE_OPTIONS', 'OIDC_ISSUER', 'OIDC_AUDIENCE', 'SERVICE_TOKEN_FILE', 'BLOB_STORE_URL', 'CONSISTENCY_SECRET'];

export const inherited = (env: NodeJS.ProcessEnv): Environment =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !NOT_INHERITED.includes(entry[0])));

/** Environment of one process. */
export const environmentOf = (service: ServiceName, port: number, { dataDir, schemas, brokers, urls, datasetRoots, trainingRoots }: Surroundings): Environment => ({
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: dataDir,
  DATABASE_URL: schemas[service].appUrl,
  MIGRATION_DATABASE_URL: schemas[service].ownerUrl,
  KAFKA_BROKERS: brokers.join(','),
  DATASET_ROOTS: datasetRoots.join(','),
  TRAINING_ROOTS: trainingRoots.join(','),
  ...Object.fromEntries(CONTEXTS.map((context) => [addressVariable(context), urls[context].join(',')])),
});
