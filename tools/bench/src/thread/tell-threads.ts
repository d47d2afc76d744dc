import { untilJournaled } from '../stage/journal.ts';
import type { BenchPlane } from '../stage/plane.ts';
import { tellThread } from './tell-thread.ts';

/**
 * Tells whole threads until there are so many events, and waits until the gateway has them all; then gathers statistics, as the server
 * does by itself within a minute: without them it sorts the whole rest of a store for every page of it. @returns how many it has
 */
export const tellThreads = async (plane: BenchPlane, atLeast: number): Promise<number> => {
  const client = await plane.admin.connect();
  let events = 0;
  try {
    while (events < atLeast) events += await tellThread(client);
  } finally {
    client.release();
  }
  const journaled = await untilJournaled(plane, events);
  await plane.admin.query('analyze');
  return journaled;
};
