import { Elsewhere } from './elsewhere.ts';
import { feedStores } from './feed-store.ts';
import type { FollowerKind } from './followers.ts';
import { SeededRandom } from './seeded-random.ts';
import { DISTURBANCES, SoakDisturbances, type Disturbance } from './soak-disturbances.ts';
import { SoakFollowers, type Verdict } from './soak-followers.ts';
import { SoakWriters } from './soak-writers.ts';

export interface SoakReport {
  readonly transactions: number;
  readonly events: number;
  readonly disturbances: ReadonlyMap<Disturbance, number>;
  readonly verdicts: ReadonlyMap<FollowerKind, Verdict>;
  /** Acknowledged to a writer, and not read by the fence. */
  readonly lost: readonly string[];
}

/**
 * Sixteen writers, everything that can happen to them and to their readers, and all followers beside one another on the same events: the right one and those
 * that are broken as real ones were. The server must be the soak's own, because it crashes.
 */
export const feedSoak = async (server: { readonly url: string }, options: { readonly seconds: number; readonly seed: number }): Promise<SoakReport> => {
  const stores = await feedStores({ url: server.url, drop: async () => undefined });
  const { admin } = stores;
  const random = new SeededRandom(options.seed);
  try {
    const elsewhere = await Elsewhere.create(server.url);
    const [store, cached] = [await stores.create('fence'), await stores.create('cache 10')];
    const here = { read: store.schema, stored: store.schema };
    const followers = new SoakFollowers(store.readers, admin, {
      fence: here, naive: here, 'xid order': here, 'memory kept': here, 'hasty instant': here,
      'xmax fence': { ...here, read: await stores.twist(store, 'xmax fence') },
      'locks before counter': { ...here, read: await stores.twist(store, 'locks before counter') },
      'cache 10': { read: cached.schema, stored: cached.schema },
    });
    const writers = new SoakWriters([store, cached], admin, random);
    const disturbances = new SoakDisturbances({ url: server.url, elsewhere, admin, store, writers, followers });
    try {
      const until = Date.now() + options.seconds * 1_000;
      for (let round = 0; round < 2 || Date.now() < until; round++) {
        for (const what of random.shuffled(DISTURBANCES)) await disturbances.disturb(what, random);
      }
      await writers.finish();
      await followers.finish();
    } catch (error) {
      writers.stop();
      followers.stop();
      throw error;
    }
    const verdicts = await followers.verdicts();
    const read = new Set(followers.rows('fence').map((row) => row.id));
    return {
      transactions: writers.transactions, events: read.size, disturbances: disturbances.done, verdicts,
      lost: writers.acknowledged.get(store.schema)!.filter((id) => !read.has(id)),
    };
  } finally {
    await stores.close();
  }
};
