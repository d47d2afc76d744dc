import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { drain } from './drain.ts';
import { serverOf } from './listen.ts';
import type { ProcessParts } from './open-process.ts';

/** What is needed to leave. */
export interface Leaving extends Pick<ProcessParts, 'readiness' | 'bringUp'> {
  /** Of {@link farewell}. */
  readonly sayFarewell: () => void;
}

/** Time for load balancers to see that this process is not ready any more, while it still answers what they send. */
const NOTICE_MS = 1_000;

/** Says that it leaves, answers what still comes, then what is under way, and takes nothing more. */
export const stopServing = async (app: INestApplication, { readiness, bringUp, sayFarewell }: Leaving): Promise<void> => {
  readiness.stop();
  sayFarewell();
  const server = serverOf(app);
  if (server.listening) await delay(NOTICE_MS);
  await Promise.all([drain(server), bringUp.stop()]);
  await app.close();
};
