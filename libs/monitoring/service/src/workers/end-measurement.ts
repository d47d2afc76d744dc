import type { WorkContext } from '@throughline/workers';
import { MeasuringFailed } from '../measuring/measuring-failed.ts';

/** Sends the end of a measurement to its stream; an end that is not accepted is an error of ours, tried again. */
export const endMeasurement = async (context: WorkContext, name: string, body: unknown): Promise<void> => {
  const outcome = await context.command(name, body, name);
  if (outcome.status !== 'accepted') throw new Error(`${name} was not accepted: ${JSON.stringify(outcome)}`);
};

/** A failure that would repeat itself is told at once, every other one is left to the next try. */
export const endsAtOnce = async (work: () => Promise<void>, fail: (reason: string) => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MeasuringFailed)) throw error;
    await fail(reasonOf(error));
  }
};

export const reasonOf = (error: Error): string => error.message.slice(0, 2000) || error.name;
