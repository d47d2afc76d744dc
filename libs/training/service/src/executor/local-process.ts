import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { bytesBelow } from './bytes-below.ts';
import { LineSplitter } from './line-splitter.ts';
import type { ProgramExecutor, ProgramExit, ProgramRun } from './program-executor.ts';

export interface LocalProcessOptions {
  /** Milliseconds from SIGTERM to SIGKILL; 5,000 when left out. */
  readonly graceMs?: number;
  /** Milliseconds between two looks at the size of the output; 500 when left out. */
  readonly lookMs?: number;
  /** Most bytes of standard output and standard error together; 16 MiB when left out. */
  readonly logBytes?: number;
}

type Stop = Extract<ProgramExit, { kind: 'stopped' }>['why'];
type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null } | { readonly error: NodeJS.ErrnoException };

const COMPLAINT = 2_000;
/** For as long its pipes are read after a program has ended. */
const LAST_WORDS_MS = 1_000;

// The program gets what the interface names and nothing of ours: no secret can leak, and no variable can change a result unseen.
const environmentOf = ({ inputDir, outputDir, parametersFile, seed }: ProgramRun): NodeJS.ProcessEnv => ({
  PATH: [dirname(process.execPath), process.env['PATH']].filter(Boolean).join(delimiter),
  THROUGHLINE_INPUT_DIR: inputDir, THROUGHLINE_OUTPUT_DIR: outputDir, THROUGHLINE_PARAMETERS: parametersFile, THROUGHLINE_SEED: String(seed),
});

/** The program and all that it started: it leads a process group of its own. */
const signalGroup = (child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const endingOf = (child: ChildProcessWithoutNullStreams): Promise<Ending> => new Promise((resolve) => {
  let letGo: NodeJS.Timeout | undefined;
  child.on('error', (error) => { if (child.pid === undefined) resolve({ error }); });
  child.on('exit', () => {
    signalGroup(child, 'SIGKILL'); // what the program left running would hold its pipes open, and could still write
    // What left the group cannot be reached. Its hold on the pipes must not keep the run, or the plane, from ending.
    letGo = setTimeout(() => { child.stdout.destroy(); child.stderr.destroy(); }, LAST_WORDS_MS);
  });
  child.on('close', (code, signal) => {
    clearTimeout(letGo);
    resolve({ code, signal });
  });
});

/** Runs programs as child processes of the plane. A program that heeds the end of its standard input ends with the plane, however that died. */
export class LocalProcessExecutor implements ProgramExecutor {
  private readonly options: Required<LocalProcessOptions>;

  constructor(options: LocalProcessOptions = {}) {
    this.options = { graceMs: 5_000, lookMs: 500, logBytes: 16 * 1024 * 1024, ...options };
  }

  async run(run: ProgramRun): Promise<ProgramExit> {
    const written = (): Promise<number> => Promise.all([bytesBelow(run.folder), bytesBelow(run.outputDir)]).then(([a, b]) => a + b);
    const before = await written();
    let stopped: Stop | undefined;
    if (run.signal.aborted) return { kind: 'stopped', why: 'aborted', wholeLines: true, complaint: '' };
    const [file, ...args] = run.command;
    const child = spawn(file!, args, { cwd: run.folder, env: environmentOf(run), stdio: 'pipe', detached: true });
    const ended = endingOf(child);
    let kill: NodeJS.Timeout | undefined;
    const stop = (why: Stop): void => {
      if (stopped) return;
      stopped = why;
      signalGroup(child, 'SIGTERM');
      kill = setTimeout(() => signalGroup(child, 'SIGKILL'), this.options.graceMs);
    };
    const lines = this.readLines(child, run, () => stop('log-limit'));
    const onAbort = (): void => stop('aborted');
    run.signal.addEventListener('abort', onAbort);
    const clock = setTimeout(() => stop('time-limit'), run.limits.seconds * 1000);
    child.on('exit', () => clearTimeout(clock)); // what holds its pipes after that is not the program
    let unseen: Error | undefined;
    const look = setInterval(() => void written().then(
      (bytes) => { if (bytes - before > run.limits.outputBytes) stop('output-limit'); },
      (error: Error) => { unseen = error; stop('output-limit'); }), this.options.lookMs);
    const ending = await ended;
    for (const timer of [clock, look, kill]) clearTimeout(timer);
    run.signal.removeEventListener('abort', onAbort);
    if (unseen) throw unseen;
    const output = { wholeLines: lines.end(), complaint: lines.complaint() };
    if ('error' in ending) return { kind: 'not-started', reason: ending.error.code === 'ENOENT' ? `there is no program ${file}` : ending.error.message, ...output };
    if (!stopped && await written() - before > run.limits.outputBytes) stopped = 'output-limit';
    if (stopped) return { kind: 'stopped', why: stopped, ...output };
    if (ending.code === null) return { kind: 'killed', signal: ending.signal ?? 'an unknown signal', ...output };
    return { kind: 'exited', code: ending.code, ...output };
  }

  private readLines(child: ChildProcessWithoutNullStreams, { onLine }: ProgramRun, tooMuch: () => void): { end(): boolean; complaint(): string } {
    let bytes = 0;
    let complaint = '';
    const out = new LineSplitter((line) => onLine(line, 'stdout'));
    const err = new LineSplitter((line) => {
      complaint = `${complaint}${line}\n`.slice(-COMPLAINT);
      onLine(line, 'stderr');
    });
    const feed = (splitter: LineSplitter) => (piece: Buffer): void => {
      bytes += piece.length;
      if (bytes > this.options.logBytes) tooMuch();
      else splitter.push(piece);
    };
    child.stdout.on('data', feed(out));
    child.stderr.on('data', feed(err));
    child.stdin.on('error', () => undefined); // it is only held open; a program may close it whenever it likes
    return { end: () => { err.end(); return out.end(); }, complaint: () => complaint.replaceAll('\0', '\ufffd').toWellFormed().trim() };
  }
}
