import { ConfigError, EXIT_CONFIG } from '@throughline/config';
import { DataDirError } from '@throughline/embedded-postgres';

/** Something that runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
}

/** Ends the process with 1 and the reason: it cannot help itself, and whoever watches it starts another. */
export type Fail = (error: Error) => void;

/** What a process is: how it explains itself, and how it starts. */
export interface ProcessOptions<R extends Running> {
  readonly usage: string;
  /** @throws ConfigError, DataDirError before it listens */
  readonly start: (fail: Fail) => Promise<R>;
  /** What is written to standard error once it listens. */
  readonly greeting: (running: R) => string;
}

const STOP_WITHIN_MS = 10_000;

const fail: Fail = (error) => {
  process.stderr.write(`${error.stack ?? error.message}\nThis process ends, so that it is started anew.\n`);
  process.exit(1);
};

/** The process around something that runs: arguments, signals and exit codes. 78: bad configuration; 0: stopped as asked; 1: anything else. */
export const runProcess = async <R extends Running>({ usage, start, greeting }: ProcessOptions<R>, args: readonly string[]): Promise<void> => {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return;
  }
  if (args.length) {
    process.stderr.write(`Unknown argument ${args[0]}. See --help.\n`);
    process.exitCode = EXIT_CONFIG;
    return;
  }
  try {
    const { promise: starting, resolve: started, reject: failed } = Promise.withResolvers<R>();
    let stopping = false;
    const stop = (signal: string): void => {
      // Asked twice, it does not wait; by its own exit, so that the database is still told to stop.
      if (stopping) process.exit(1);
      stopping = true;
      process.stderr.write(`${signal}: stopping. Once more to stop at once.\n`);
      // What hangs must not keep the process: everything acknowledged is in the database already.
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      // Asked while it starts, it starts to the end first: half a start has nobody who could stop what it has begun.
      starting.then((running) => running.stop()).then(() => process.exit(0), (error: unknown) => {
        process.stderr.write(`could not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
    // Signals are heard before anything begins: whoever sees a sign of life may send one.
    start(fail).then(started, failed);
    const running = await starting;
    if (!stopping) process.stderr.write(greeting(running));
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof DataDirError;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(known ? EXIT_CONFIG : 1);
  }
};
