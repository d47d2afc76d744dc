import { choice, hosts, list, parseConfig, port, text, url, type Config } from '@throughline/config';
import { isLoopback } from '@throughline/identity';
import { LOG_LEVELS } from '@throughline/observability';

/** Everything that the all-in-one plane reads from its environment. */
export const PLANE_VARIABLES = {
  DATA_DIR: text('Folder of database, blobs, keys and lock', { default: '.throughline' }),
  HOST: text('Address that the gateway listens on', { default: '127.0.0.1' }),
  PORT: port('Port that the gateway listens on; 0 takes a free one', { default: '4000' }),
  DATABASE_URL: url('PostgreSQL ≥ 16 to use instead of the embedded server; its role may create roles', ['postgres', 'postgresql'], { secret: true }),
  KAFKA_BROKERS: hosts('Kafka brokers to find the cluster by; not set, the log is the schema bus of the database'),
  OIDC_ISSUER: url('Issuer of tokens; set, the built-in issuer is off', ['http', 'https']),
  OIDC_AUDIENCE: text('Audience that tokens must name', { default: 'throughline' }),
  DATASET_ROOTS: list('Folders that dataset files are named in', { default: '.' }),
  TRAINING_ROOTS: list('Folders that training programs are named in', { default: '.' }),
  BLOB_STORE_URL: url('Where large things are kept; blobs in DATA_DIR when it is not set', ['file']),
  LOG_LEVEL: choice('Least level that is written', LOG_LEVELS, { default: 'info' }),
} as const;

/** The environment, parsed. */
export type PlaneConfig = Config<typeof PLANE_VARIABLES>;

/** @throws ConfigError naming every wrong variable */
export const readPlaneConfig = (env: NodeJS.ProcessEnv): PlaneConfig => parseConfig(PLANE_VARIABLES, env, {
  rules: [({ HOST, OIDC_ISSUER }) => (OIDC_ISSUER || isLoopback(HOST) ? null
    : `HOST ${HOST} is no loopback address, and the built-in issuer serves no other: set OIDC_ISSUER, or listen on 127.0.0.1`)],
});
