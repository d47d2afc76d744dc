import { untilJournaled } from '../stage/journal.ts';
import type { BenchPlane } from '../stage/plane.ts';
import { tellThread } from './tell-thread.ts';

/**
 * Tells whole threads until the stores have so many events; then gathers statistics, as the server does by itself within a minute:
 * without them it sorts the whole rest of a store for every page of it. @returns how many they have
 */
export const fillStores = async (plane: BenchPlane, atLeast: number): Promise<number> => {
  const client = await plane.admin.connect();
  let events = 0;
  try {
    // Nobody asks for these events after a crash.
    await client.query('set synchronous_commit = off');
    while (events < atLeast) events += await tellThread(client);
    await client.query('reset synchronous_commit');
  } finally {
    client.release();
  }
  await plane.admin.query('analyze');
  return events;
};

/** Fills the stores and waits until the gateway has all. @returns how many it has */
export const tellThreads = async (plane: BenchPlane, atLeast: number): Promise<number> => {
  const journaled = await untilJournaled(plane, await fillStores(plane, atLeast));
  await plane.admin.query('analyze');
  return journaled;
};
