/** One attempt to run a program. All paths are absolute and belong to this attempt alone. */
export interface ProgramRun {
  /** The copy of the program's folder; the working directory. */
  readonly folder: string;
  readonly command: readonly string[];
  readonly inputDir: string;
  readonly outputDir: string;
  /** JSON file. */
  readonly parametersFile: string;
  readonly seed: number;
  readonly limits: { readonly seconds: number; readonly outputBytes: number };
  /** Fires on cancel, on a lost lease and on shutdown: SIGTERM, and SIGKILL for a program that does not heed it. */
  readonly signal: AbortSignal;
  /** Every whole line of standard output, and of standard error, without its end. */
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

/**
 * How a program ended.
 * `exited`: by itself, with its code. `killed`: by a signal that was not ours. `stopped`: by us, for the reason given.
 * `not-started`: there is no such program, or it may not be run.
 */
export type ProgramExit = (
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'stopped'; readonly why: 'aborted' | 'time-limit' | 'output-limit' | 'log-limit' }
  | { readonly kind: 'not-started'; readonly reason: string }
) & {
  /** False when standard output broke off in mid-line. */
  readonly wholeLines: boolean;
  /** The last lines of standard error, at most 2,000 characters; what no event can carry is replaced by U+FFFD. */
  readonly complaint: string;
};

/** Where programs run: a local process here, a job of a cluster elsewhere. It answers when nothing of the program is left running. */
export interface ProgramExecutor {
  run(run: ProgramRun): Promise<ProgramExit>;
}

/** Injection token of the executor. */
export const PROGRAM_EXECUTOR = 'program-executor:training';
