import type { INestApplication } from '@nestjs/common';
import { addressOf, listen } from './listen.ts';
import type { Running } from './run-process.ts';

/** A process that serves. */
export interface Service extends Running {
  /** Where it listens, for example `http://127.0.0.1:4001`. */
  readonly url: string;
}

/** Listens, then begins what readiness waits for; where it cannot listen, what was opened is closed again. */
export const serve = async (app: INestApplication, config: Parameters<typeof listen>[1], stop: () => Promise<void>, begin: () => void): Promise<Service> => {
  try {
    await listen(app, config);
  } catch (error) {
    await stop();
    throw error;
  }
  begin();
  return { url: await addressOf(app), stop };
};
