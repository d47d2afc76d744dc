import pg from 'pg';
import { describeLogTransport } from '../../test/log-transport.conformance.ts';
import { storeFixture } from '../../test/store-fixture.ts';
import { PostgresLog } from './postgres-log.ts';

const harness = (redeliver: number) => async () => {
  const store = await storeFixture();
  // A handler must hold nothing open: these would cut it off.
  const pool = new pg.Pool({ connectionString: store.url, max: 10, statement_timeout: 250, idle_in_transaction_session_timeout: 250 });
  pool.on('error', () => undefined); // the suite cuts connections
  return {
    connect: () => new PostgresLog({ reader: pool, writer: () => pool, redeliver, report: () => undefined }),
    restart: async () => {
      await store.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    },
    slowMs: 600,
    close: async () => { await pool.end(); await store.close(); },
  };
};

describeLogTransport('the Postgres log', harness(0));
describeLogTransport('the Postgres log that redelivers', harness(0.4));
