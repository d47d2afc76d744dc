import { randomUUID } from 'node:crypto';
import { eventually } from '@throughline/testing';
import pg from 'pg';
import { persistently } from './connection-lost.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { FeedStore } from './feed-store.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SoakFollowers } from './soak-followers.ts';
import type { SoakWriters } from './soak-writers.ts';

export const DISTURBANCES = ['writer killed', 'readers killed', 'transaction held open', 'transaction held prepared', 'foreign transaction', 'server crash'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

const BURSTS = 20;

/** Who and what is disturbed. */
export interface SoakScene {
  readonly url: string;
  readonly elsewhere: Elsewhere;
  readonly admin: pg.Pool;
  readonly store: FeedStore;
  readonly writers: SoakWriters;
  readonly followers: SoakFollowers;
}

/** What happens to the writers and readers of a soak, one thing after another. */
export class SoakDisturbances {
  readonly done = new Map<Disturbance, number>();
  readonly #on: SoakScene;

  constructor(on: SoakScene) {
    this.#on = on;
  }

  async disturb(what: Disturbance, random: SeededRandom): Promise<void> {
    switch (what) {
      case 'writer killed': await this.#kill('writer'); break;
      case 'readers killed': await this.#kill('reader'); break;
      case 'transaction held open': await this.#held(random.chance(0.5) ? 'commit' : 'rollback'); break;
      case 'transaction held prepared': await this.#heldPrepared(); break;
      case 'foreign transaction': await this.#foreign(); break;
      case 'server crash': await this.#crash(); break;
    }
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
    await this.#transactions(100);
  }

  async #transactions(more: number): Promise<void> {
    const enough = this.#on.writers.transactions + more;
    await eventually(() => this.#on.writers.transactions >= enough);
  }

  #acknowledged(...ids: readonly string[]): void {
    this.#on.writers.acknowledged.get(this.#on.store.schema)!.push(...ids);
  }

  async #kill(name: 'writer' | 'reader'): Promise<void> {
    await eventually(async () => (await persistently(() => this.#on.admin.query<{ killed: boolean }>(`select pg_terminate_backend(pid) as killed from pg_stat_activity
      where application_name=$1 and datname=current_database() and (state <> 'idle' or $1 = 'reader') order by random() limit case when $1 = 'reader' then null else 1 end`, [name]))).rows.some(({ killed }) => killed));
  }

  async #connected<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client(this.#on.url);
    client.on('error', () => undefined); // its server may crash
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }

  async #held(end: 'commit' | 'rollback', { begun = (): void => undefined, beside = 100 } = {}): Promise<void> {
    await this.#connected(async (client) => {
      await client.query('begin');
      const ids = await this.#on.store.append(client, `model-held-${randomUUID()}`, 2);
      begun();
      await this.#transactions(beside);
      await client.query(end);
      if (end === 'commit') this.#acknowledged(...ids);
    });
  }

  async #heldPrepared(): Promise<void> {
    const gid = randomUUID();
    const ids = await this.#connected(async (client) => {
      await client.query('begin');
      const appended = await this.#on.store.append(client, `model-prepared-${gid}`, 2);
      await client.query(`prepare transaction '${gid}'`);
      return appended;
    });
    await this.#transactions(100);
    await this.#on.writers.commitPrepared(gid);
    this.#acknowledged(...ids);
  }

  async #foreign(): Promise<void> {
    await this.#on.elsewhere.during(async () => {
      for (let n = 0; n < BURSTS; n++) await this.#burst();
      const [id] = await this.#connected((here) => this.#on.store.append(here, 'model-beside-foreign'));
      this.#acknowledged(id!);
      await this.#on.followers.readBehindForeign(id!);
    });
  }

  /** All writers begin at the same moment on an idle store, behind one that takes its time. */
  async #burst(): Promise<void> {
    this.#on.writers.gate.hold();
    await eventually(() => this.#on.writers.writing === 0);
    await this.#held('commit', { begun: () => this.#on.writers.gate.goOn(), beside: 24 });
  }

  /** Behind a long batch that was rolled back, of which nothing had to reach the disk: the sequence restarts below what readers saw of it. */
  async #crash(): Promise<void> {
    this.#on.writers.gate.hold();
    await eventually(() => this.#on.writers.writing === 0);
    await this.#connected((bystander) => this.#connected(async (client) => {
      const down = new Promise((ended) => { bystander.once('end', ended); });
      await client.query('begin');
      for (let n = 0; n < 4; n++) await this.#on.store.append(client, 'model-crash', 500);
      await client.query('rollback');
      await this.#on.followers.steps(3);
      const { rows: [row] } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      this.#on.followers.gate.hold();
      process.kill(row!.pid, 'SIGKILL'); // the server ends all the others then, and recovers
      await down;
    }));
    this.#on.writers.gate.goOn();
    await persistently(() => this.#connected(() => Promise.resolve())); // from now on it takes nobody in until it has recovered
    // Readers back off longer than writers do, and what they find first is a long transaction.
    await this.#held('commit', { begun: () => this.#on.followers.gate.goOn() });
  }
}
