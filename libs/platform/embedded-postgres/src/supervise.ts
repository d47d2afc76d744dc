import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster, PostmasterEnd } from './postmaster.ts';

/** An end of the server that nobody asked for. */
export interface UnexpectedExit extends PostmasterEnd {
  /** Milliseconds until the supervisor starts it again, on the same port. */
  readonly restartInMs: number;
}

/** Keeps one server running. */
export interface Supervisor {
  pid(): number;
  stop(): Promise<void>;
  onExit(callback: (exit: UnexpectedExit) => void): void;
}

const MAX_BACK_OFF = 30_000;
const STEADY_AFTER = 60_000;

/** 100 ms, doubled with each failure in a row, at most 30 s. */
export const backOff = (failures: number): number => Math.min(MAX_BACK_OFF, 100 * 2 ** Math.min(failures, 20));

const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await sleep(milliseconds, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
};

/** Starts `first` again through `launch` whenever it ends, until `stop()`, which aborts `stopping` before all else. */
export const supervise = (
  first: Postmaster, launch: () => Promise<Postmaster>, stopping: AbortController, log: (line: string) => void,
): Supervisor => {
  const { signal } = stopping;
  const listeners: ((exit: UnexpectedExit) => void)[] = [];
  let current = first;
  let failures = 0;

  const relaunch = async (): Promise<void> => {
    for (;;) {
      try {
        current = await launch();
        return log(`the database server runs again as process ${current.pid}`);
      } catch (error) {
        if (signal.aborted) return;
        const wait = backOff(failures++);
        log(`starting the database server again failed, next try in ${wait} ms: ${(error as Error).message}`);
        await pause(wait, signal);
        if (signal.aborted) return;
      }
    }
  };

  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      const startedAt = performance.now();
      const end = await current.exited;
      if (signal.aborted) return;
      if (performance.now() - startedAt > STEADY_AFTER) failures = 0;
      const restartInMs = backOff(failures++);
      log(`the database server ended unexpectedly (${end.signal ?? `exit ${end.code}`}), starting it again in ${restartInMs} ms`);
      for (const listener of listeners) listener({ ...end, restartInMs });
      await pause(restartInMs, signal);
      if (!signal.aborted) await relaunch();
    }
  };

  // A server that outlives this process by a crash of ours would surprise the next start.
  const stopWithProcess = (): void => current.signalStop();
  process.once('exit', stopWithProcess);
  const watching = watch();

  const stop = async (): Promise<void> => {
    stopping.abort();
    await current.stop();
    await watching;
    await current.stop(); // one that became ready in the meantime
    process.off('exit', stopWithProcess);
  };
  let stopped: Promise<void> | undefined;
  return {
    pid: () => current.pid,
    stop: () => (stopped ??= stop()),
    onExit: (callback) => void listeners.push(callback),
  };
};
