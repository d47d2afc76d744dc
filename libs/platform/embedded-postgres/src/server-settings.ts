/**
 * What every embedded server runs with; `settings` of the caller come after and win. Unset are the defaults of
 * PostgreSQL, above all `fsync` and `synchronous_commit`, which stay on.
 */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  max_prepared_transactions: '20',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // An idle plane shall leave the machine alone: nothing here uses background writing or logical replication.
  bgwriter_lru_maxpages: '0',
  bgwriter_delay: '10s',
  max_logical_replication_workers: '0',
};
