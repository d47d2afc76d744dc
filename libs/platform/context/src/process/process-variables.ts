import { choice, hosts, port, text, url, urls, whole, type Variable } from '@throughline/config';
import { isLoopback } from '@throughline/identity';
import { schemaOf, type ContextName } from '@throughline/kernel';
import { LOG_LEVELS } from '@throughline/observability';

const POSTGRES = ['postgres', 'postgresql'];

/** What a service and the gateway read alike. */
export const PROCESS_VARIABLES = {
  DATABASE_URL: url('PostgreSQL ≥ 16, as the application role of this process\'s schema', POSTGRES, { secret: true }),
  MIGRATION_DATABASE_URL: url('The same database as the role that owns the schema; set, pending migrations are applied at start', POSTGRES, { secret: true }),
  DATABASE_CONNECTIONS: whole('Most connections of this process to its database', 5, 200, { default: '10' }),
  KAFKA_BROKERS: hosts('Kafka brokers to find the cluster by; not set, the log is the schema bus of the database'),
  HOST: text('Address to listen on', { default: '127.0.0.1' }),
  DATA_DIR: text('Folder of keys, and of blobs unless BLOB_STORE_URL is set; all processes of an installation on one machine share it', { default: '.throughline' }),
  OIDC_ISSUER: url('Issuer of tokens; set, the built-in issuer is off', ['http', 'https']),
  OIDC_AUDIENCE: text('Audience that tokens of people must name; tokens of services name it with -services', { default: 'throughline' }),
  SERVICE_TOKEN_FILE: text('File with the token that this process shows to other services, read at each use; with OIDC_ISSUER only'),
  BLOB_STORE_URL: url('Where large things are kept; blobs in DATA_DIR when it is not set', ['file']),
  LOG_LEVEL: choice('Least level that is written', LOG_LEVELS, { default: 'info' }),
} as const;

/** Port that a process listens on, different for each kind so that all can run on one machine. */
export const listenPort = (preset: number) => port('Port to listen on; 0 takes a free one', { default: String(preset) });

/** Variable that holds the addresses of a context, for example `DATA_QUALITY_URL`. */
export const addressVariable = (context: ContextName): string => `${schemaOf(context).toUpperCase()}_URL`;

/** One variable of addresses for each context. */
export const contextAddresses = (contexts: readonly ContextName[]): Readonly<Record<string, Variable<readonly string[], null>>> => Object.fromEntries(contexts.map((context) =>
  [addressVariable(context), urls(`Address of the ${context} service; of several, parted by commas, the next is tried where one does not answer`, ['http', 'https'])]));

/** What rules look at. */
interface Checked {
  readonly HOST: string;
  readonly OIDC_ISSUER: string | undefined;
  readonly SERVICE_TOKEN_FILE: string | undefined;
}

/** Rules over several variables. */
export const PROCESS_RULES: readonly ((config: Checked) => string | null)[] = [
  ({ HOST, OIDC_ISSUER }) => (OIDC_ISSUER || isLoopback(HOST) ? null
    : `HOST ${HOST} is no loopback address, and the built-in issuer serves no other: set OIDC_ISSUER, or listen on 127.0.0.1`),
  ({ OIDC_ISSUER, SERVICE_TOKEN_FILE }) => (!OIDC_ISSUER || SERVICE_TOKEN_FILE ? null
    : 'SERVICE_TOKEN_FILE is not set: with OIDC_ISSUER other services believe no token but the issuer\'s'),
];
