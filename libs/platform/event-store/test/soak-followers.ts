import { eventually } from '@throughline/testing';
import type pg from 'pg';
import { lost, persistently } from './connection-lost.ts';
import type { FeedRow } from '../src/index.ts';
import { faultsOf, follow, type Follower, type FollowerKind } from './followers.ts';
import { Gate } from './gate.ts';

/** What a follower got wrong in a soak, in events; `stalled` in foreign transactions that it waited for. All zero = right. */
export interface Verdict {
  readonly missed: number;
  readonly doubled: number;
  readonly reordered: number;
  /** Recorded before an instant that had been declared complete without it. */
  readonly late: number;
  readonly stalled: number;
}

interface Followed {
  readonly kind: FollowerKind;
  /** Where the events are. */
  readonly stored: string;
  readonly follower: Follower;
  steps: number;
  stalled: number;
  running: Promise<void>;
  broken: unknown;
}

/** Followers of all kinds beside one another, each as fast as it can. */
export class SoakFollowers {
  /** Before each step. */
  readonly gate = new Gate();
  readonly #all: Followed[];
  readonly #admin: pg.Pool;
  #over = false;

  /** @param schemas where each kind reads, and where its events are stored */
  constructor(readers: pg.Pool, admin: pg.Pool, schemas: Readonly<Record<FollowerKind, { readonly read: string; readonly stored: string }>>) {
    this.#admin = admin;
    this.#all = Object.entries(schemas).map(([name, { read, stored }]) => {
      const kind = name as FollowerKind;
      const followed: Followed = { kind, stored, follower: follow(kind, readers, read), steps: 0, stalled: 0, running: Promise.resolve(), broken: undefined };
      followed.running = this.#run(followed).catch((error: unknown) => { followed.broken = error; });
      return followed;
    });
  }

  /** Waits until each has made so many more steps. */
  async steps(more: number): Promise<void> {
    await Promise.all(this.#all.map((followed) => this.#steps(followed, more)));
  }

  /** Waits until the right one has read an event while a foreign transaction is open, and notes who has not. */
  async readBehindForeign(id: string): Promise<void> {
    const reads = ({ follower }: Followed): boolean => follower.rows.findLast((row) => row.id === id) !== undefined;
    const fence = this.#of('fence');
    await eventually(() => reads(fence));
    for (const followed of this.#all) if (followed.stored === fence.stored && !reads(followed)) followed.stalled++;
  }

  rows(kind: FollowerKind): readonly FeedRow[] {
    return this.#of(kind).follower.rows;
  }

  /** Lets each read on until nothing more comes. No writer may be left. @throws what broke a follower but a lost connection */
  async finish(): Promise<void> {
    await eventually(async () => (await persistently(() => this.#admin.query(`select 1 from pg_locks where mode = 'RowExclusiveLock' and relation = any($1::regclass[])`,
      [this.#all.map(({ stored }) => `${stored}.events`)]))).rowCount === 0);
    await Promise.all(this.#all.map(async (followed) => {
      for (let read = -1; read !== followed.follower.rows.length;) {
        read = followed.follower.rows.length;
        await this.#steps(followed, 5);
      }
    }));
    this.stop();
    await Promise.all(this.#all.map((followed) => followed.running));
    for (const { follower } of this.#all) follower.close();
  }

  stop(): void {
    this.#over = true;
    this.gate.goOn();
  }

  async verdicts(): Promise<Map<FollowerKind, Verdict>> {
    return new Map(await Promise.all(this.#all.map(async ({ kind, follower, stored, stalled }): Promise<[FollowerKind, Verdict]> => {
      const read = new Set(follower.rows.map((row) => row.id));
      const { rows } = await this.#admin.query<{ id: string }>(`select event_id as id from ${stored}.events where recorded_at < $1`, [follower.completeBefore]);
      const never = rows.filter(({ id }) => !read.has(id)).length;
      return [kind, { ...await faultsOf(this.#admin, stored, follower.rows), late: follower.late.length + never, stalled }];
    })));
  }

  #of(kind: FollowerKind): Followed {
    return this.#all.find((followed) => followed.kind === kind)!;
  }

  async #steps(followed: Followed, more: number): Promise<void> {
    const enough = followed.steps + more;
    await eventually(() => followed.steps >= enough || followed.broken !== undefined);
    if (followed.broken) throw followed.broken;
  }

  async #run(followed: Followed): Promise<void> {
    const { follower } = followed;
    while (!this.#over) {
      await this.gate.pass();
      const read = follower.rows.length;
      try {
        await follower.step();
        followed.steps++;
      } catch (error) {
        if (!lost(error)) throw error;
      }
      if (read === follower.rows.length) await new Promise((next) => setTimeout(next, 2));
    }
  }
}
