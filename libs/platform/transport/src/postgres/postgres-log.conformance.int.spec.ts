import pg from 'pg';
import type { ReportFailure } from '../log-metrics.ts';
import { describeLogTransportInHardship } from '../../test/log-transport-hardship.conformance.ts';
import { describeLogTransport } from '../../test/log-transport.conformance.ts';
import { storeFixture } from '../../test/store-fixture.ts';
import { PostgresLog } from './postgres-log.ts';

const harness = (redeliver: number) => async () => {
  const store = await storeFixture();
  // A handler must hold nothing open: these would cut it off.
  const pool = new pg.Pool({ connectionString: store.url, max: 10, statement_timeout: 1_000, idle_in_transaction_session_timeout: 1_000 });
  pool.on('error', () => undefined); // the suite cuts connections
  return {
    connect: (report: ReportFailure = () => undefined) => new PostgresLog({ reader: pool, writer: () => pool, redeliver, report }),
    // To a client both ways look the same.
    restart: async () => {
      await store.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    },
    slowMs: 1_300,
    close: async () => { await pool.end(); await store.close(); },
  };
};

describeLogTransport('the Postgres log', harness(0));
describeLogTransport('the Postgres log that redelivers', harness(0.4));
describeLogTransportInHardship('the Postgres log', harness(0));
describeLogTransportInHardship('the Postgres log that redelivers', harness(0.4));
