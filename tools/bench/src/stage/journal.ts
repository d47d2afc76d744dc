import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPlane } from './plane.ts';

const WITHIN_MS = 120_000;

const journaled = async ({ admin }: BenchPlane): Promise<number> =>
  Number((await admin.query<{ n: string }>('select count(*) as n from gateway.journal')).rows[0]!.n);

/** Waits until the gateway has so many events. @returns how many it has */
export const untilJournaled = async (plane: BenchPlane, events: number): Promise<number> => {
  for (const deadline = Date.now() + WITHIN_MS; ;) {
    const now = await journaled(plane);
    if (now >= events) return now;
    if (Date.now() > deadline) throw new Error(`the gateway had ${now} of ${events} events after ${WITHIN_MS / 1_000} s`);
    await sleep(100);
  }
};
