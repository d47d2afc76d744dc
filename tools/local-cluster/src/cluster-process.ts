import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markOf, pidFileOf } from './orphans.ts';
import { peakMemoryOf } from './peak-memory.ts';

/** What to run, and where. */
export interface ProcessSpec {
  /** `requirements`, `gateway`; a second replica is `requirements-2`. */
  readonly name: string;
  /** Absolute path of the built program. */
  readonly program: string;
  /** Folder of pid file, log and diagnostics. */
  readonly folder: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 12_000;
const LAST_WORDS = 3_000;

/** One service or gateway process of the cluster: to be started, ended, paused and started again on the same port. */
export class ClusterProcess {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** Everything that the process writes, over all its starts. */
  readonly logFile: string;
  private readonly spec: ProcessSpec;
  private readonly args: readonly string[];
  private readonly pidFile: string;
  private child: ChildProcess | undefined;

  constructor(spec: ProcessSpec) {
    this.spec = spec;
    this.name = spec.name;
    this.port = spec.port;
    this.url = `http://127.0.0.1:${spec.port}`;
    this.logFile = join(spec.folder, `${spec.name}.log`);
    this.pidFile = pidFileOf(spec.folder, spec.name);
    this.args = ['--enable-source-maps', markOf(spec.folder, spec.name), spec.program];
  }

  /** Undefined when it does not run. */
  get pid(): number | undefined {
    return this.running ? this.child?.pid : undefined;
  }

  get running(): boolean {
    return this.child?.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it and waits until it says that it is ready. @throws with its last words when it ends before; with a reason when the signal aborts */
  async start(signal?: AbortSignal): Promise<void> {
    await this.launch();
    await this.whenReady(signal);
  }

  /** Starts it and does not wait. @throws Error when it runs already */
  async launch(): Promise<void> {
    if (this.running) throw new Error(`${this.name} runs already`);
    await mkdir(join(this.spec.folder, this.name), { recursive: true });
    const log = await open(this.logFile, 'a');
    try {
      const child = spawn(process.execPath, this.args, {
        env: this.spec.env, stdio: ['ignore', log.fd, log.fd],
        // A Ctrl-C in the terminal must reach the launcher alone, which stops the processes in order.
        detached: process.platform !== 'win32',
      });
      this.child = child;
      await new Promise<void>((spawned, failed) => child.once('spawn', spawned).once('error', failed));
      await writeFile(this.pidFile, `${child.pid}\n`);
    } finally {
      await log.close();
    }
  }

  /** Waits until it answers that it is ready. */
  async whenReady(signal?: AbortSignal): Promise<void> {
    for (const deadline = Date.now() + READY_WITHIN_MS; ;) {
      signal?.throwIfAborted();
      if (!this.running) throw new Error(`${this.name} ended (${this.child?.exitCode ?? this.child?.signalCode ?? 'never started'}) before it was ready. Its log ${this.logFile} ends with:\n${await this.lastWords()}`);
      if (await this.isReady()) return;
      if (Date.now() > deadline) throw new Error(`${this.name} was not ready within ${READY_WITHIN_MS / 1000} s. Its log ${this.logFile} ends with:\n${await this.lastWords()}`);
      await sleep(50);
    }
  }

  isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then((r) => r.ok, () => false);
  }

  /** Sends a signal and waits for the end. @returns exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const child = this.child;
    if (!child) throw new Error(`${this.name} was never started`);
    if (this.running) {
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill(signal);
      await gone;
    }
    await rm(this.pidFile, { force: true });
    return child.exitCode ?? child.signalCode!;
  }

  /** Pauses it, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.running) throw new Error(`${this.name} does not run`);
    this.child!.kill(signal);
  }

  /** Stops it as an operator would, by force where it does not obey. Idempotent. */
  async stop(): Promise<void> {
    if (!this.child) return;
    const force = setTimeout(() => {
      this.spec.log(`${this.name} did not end within ${STOP_WITHIN_MS / 1000} s of SIGTERM; it is killed`);
      this.child?.kill('SIGKILL');
    }, STOP_WITHIN_MS);
    this.child.kill('SIGCONT');
    await this.end('SIGTERM').finally(() => clearTimeout(force));
  }

  /** For the last moments of the launcher: tells the process to stop, and does not wait. */
  signalStop(): void {
    if (!this.running) return;
    this.child!.kill('SIGCONT');
    this.child!.kill('SIGTERM');
  }

  /** Peak resident memory since its start, in bytes; null where the system does not say (other than Linux) or it does not run. */
  peakMemory(): number | null {
    return peakMemoryOf(this.pid);
  }

  private async lastWords(): Promise<string> {
    return (await readFile(this.logFile, 'utf8').catch(() => '')).slice(-LAST_WORDS);
  }
}
