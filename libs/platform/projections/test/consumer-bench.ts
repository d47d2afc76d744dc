import pg from 'pg';
import { eventStoreSql } from '@throughline/event-store';
import { createTestDatabase } from '@throughline/testing';
import { type HistoryPort, type LogTransport, PostgresLog, busSql } from '@throughline/transport';
import { when } from '@throughline/kernel';
import type { ConsumerCount, ConsumerLogger } from '../src/consumer-ports.ts';
import type { ConsumerEnvironment } from '../src/consumer-options.ts';
import { consumerFloorSql, consumerSql } from '../src/consumer-schema.ts';
import { parkedSql } from '../src/parked/parked-schema.ts';
import type { ReadModel } from '../src/read-model.ts';
import { counted, cleared, FakeOwner, TALLIES } from './fake-owner.ts';

export interface Logged { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }

/** A database with the log, one owner and the consumer tables of one context, and what a test asks of them. */
export class ConsumerBench {
  /** What is under test; its back ends may be killed. */
  readonly pool: pg.Pool;
  /** What the test itself asks through; never killed. */
  readonly control: pg.Pool;
  readonly log: PostgresLog;
  readonly owner: FakeOwner;
  readonly logged: Logged[] = [];
  readonly counts = new Map<string, number>();
  readonly #drop: () => Promise<void>;

  private constructor(url: string, drop: () => Promise<void>, redeliver: number) {
    this.pool = new pg.Pool({ connectionString: url, max: 10 });
    this.pool.on('error', () => undefined);
    this.control = new pg.Pool({ connectionString: url, max: 5, application_name: 'control' });
    this.log = new PostgresLog({ reader: this.pool, writer: () => this.control, redeliver, report: () => undefined });
    this.owner = new FakeOwner(this.log);
    this.#drop = drop;
  }

  static async open({ redeliver = 0 } = {}): Promise<ConsumerBench> {
    const { url, drop } = await createTestDatabase();
    const bench = new ConsumerBench(url, drop, redeliver);
    await bench.pool.query(`${busSql()} create schema ctx; ${consumerSql('ctx')} ${consumerFloorSql('ctx')} ${parkedSql('ctx')} ${eventStoreSql('ctx')}
      create table ctx.tally(stream_id text primary key, workspace text not null, total int not null, events int not null);
      create table ctx.trail(n bigserial primary key, stream_id text not null, version int not null, workspace text not null)`);
    await bench.log.ensureTopics([TALLIES]);
    return bench;
  }

  environment(log: LogTransport = this.log, owner: HistoryPort = this.owner): ConsumerEnvironment {
    const logger = (level: string) => (fields: object, message: string): void => { this.logged.push({ level, message, fields: { ...fields } }); };
    return {
      pool: this.pool, schema: 'ctx', transport: log, histories: { training: owner },
      logger: { info: logger('info'), warn: logger('warn'), error: logger('error') } satisfies ConsumerLogger,
      metrics: { count: (what: ConsumerCount, consumer, by) => { this.counts.set(`${consumer} ${what}`, (this.counts.get(`${consumer} ${what}`) ?? 0) + by); } },
      headsEveryMs: 3_600_000,
    };
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.control.query<Row>(sql, values)).rows;
  }

  /** Kills every back end under test, whatever it is doing; answers how many. */
  async killBackends(): Promise<number> {
    const killed = await this.rows(`select pg_terminate_backend(pid) from pg_stat_activity where application_name <> 'control' and datname = current_database()`);
    return killed.length;
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.pool.end();
    await this.control.end();
    await this.#drop();
  }
}

/** Sums up each stream, and fails, half done, on `n: 13` and on whatever else it is told to. */
export const tallyModel = (fails: (n: number) => boolean = (n) => n === 13): ReadModel => ({
  name: 'tally', version: 1, tables: ['tally'],
  on: [
    when(counted, async ({ stream, workspace, data: { n } }, tx) => {
      await tx.query(`insert into ctx.tally values ($1, $2, $3, 1)
        on conflict (stream_id) do update set total = tally.total + excluded.total, events = tally.events + 1`, [stream, workspace, n]);
      if (fails(n)) throw new Error(`cannot count ${n}`);
    }),
    when(cleared, async ({ stream }, tx) => { await tx.query('update ctx.tally set total = 0, events = events + 1 where stream_id = $1', [stream]); }),
  ],
});

/** Keeps each event that it is shown, so that a second showing shows. */
export const trailModel: ReadModel = {
  name: 'trail', version: 1, tables: ['trail'],
  on: [counted, cleared].map((contract) => when(contract, async ({ stream, version, workspace }, tx) => {
    await tx.query('insert into ctx.trail(stream_id, version, workspace) values ($1, $2, $3)', [stream, version, workspace]);
  })),
};
