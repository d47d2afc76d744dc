import pg from 'pg';

/** How many locks a foreign transaction holds, as a dump of a large database does: a look at the locks takes its time then. */
const LOCKS = 8_000;

/** Another database of the same server, with a table of the same name. */
export class Elsewhere {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  static async create(serverUrl: string): Promise<Elsewhere> {
    const url = new URL(serverUrl);
    const admin = new pg.Client(url.href);
    await admin.connect();
    await admin.query('create database elsewhere');
    await admin.end();
    url.pathname = '/elsewhere';
    const client = new pg.Client(url.href);
    await client.connect();
    await client.query('create table events(a int)');
    await client.end();
    return new Elsewhere(url.href);
  }

  /** Runs something while a transaction is open there that has a number and many locks. */
  async during(act: () => Promise<void>): Promise<void> {
    const client = new pg.Client(this.#url);
    await client.connect();
    try {
      await client.query(`begin; select pg_current_xact_id(); lock table events in row exclusive mode; select count(pg_advisory_xact_lock(n)) from generate_series(1, ${LOCKS}) n`);
      await act();
      await client.query('rollback');
    } finally {
      await client.end();
    }
  }
}
