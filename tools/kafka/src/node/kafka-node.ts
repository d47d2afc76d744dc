import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { KafkaInstallation } from '../install/ensure-kafka-installed.ts';
import { KafkaError } from '../install/kafka-error.ts';
import { pidFileText } from './end-left-behind.ts';
import { endWithLauncher } from './end-with-launcher.ts';
import { javaArguments } from './java-arguments.ts';

/** Where a node lives. */
export interface KafkaNodeSettings {
  readonly id: number;
  /** Host and port for clients. */
  readonly address: string;
  readonly propertiesFile: string;
  readonly pidFile: string;
  readonly installation: KafkaInstallation;
  readonly log: (line: string) => void;
}

const READY = 'Kafka Server started';
const PATIENCE = 120_000;
const LINES_KEPT = 30;

/** One broker of a cluster; a program of its own that keeps its ports and data over a restart. */
export class KafkaNode {
  readonly #settings: KafkaNodeSettings;
  #child: ChildProcess | undefined;

  constructor(settings: KafkaNodeSettings) {
    this.#settings = settings;
  }

  /** From 1. */
  get id(): number { return this.#settings.id; }

  /** Host and port for clients; the same after a restart. */
  get address(): string { return this.#settings.address; }

  /** Undefined while the node does not run. */
  get pid(): number | undefined { return this.#child?.pid; }

  /**
   * Starts the node, which must not run, and waits until it serves clients. One of three nodes gets ready only where
   * another one runs too.
   *
   * @throws KafkaError with the last lines of its log when it ends first, or is not ready after two minutes
   */
  async start(): Promise<void> {
    const { id, propertiesFile, pidFile, installation, log } = this.#settings;
    if (this.#child) throw new KafkaError(`Node ${id} runs already.`);
    const child = spawn(installation.java, [...javaArguments(installation), 'kafka.Kafka', propertiesFile], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.once('exit', () => { this.#child = undefined; });
    const ended = once(child, 'close').then(([code, signal]) => `ended (${signal ?? `exit ${code}`})`);
    if (!child.pid) throw new KafkaError(`Node ${id} could not be started: ${await ended.catch((error: Error) => error.message)}`);
    const dismiss = await endWithLauncher(child.pid, propertiesFile).catch(async (cause: Error) => {
      await this.end('SIGKILL');
      throw new KafkaError(`Node ${id} was ended again, because nothing would end it together with this process: ${cause.message}`, { cause });
    });
    if (this.#child === child) child.once('exit', dismiss);
    else dismiss();
    await writeFile(pidFile, pidFileText({ pid: child.pid, launcher: process.pid }));

    const lines: string[] = [];
    const ready = new Promise<true>((done) => {
      for (const input of [child.stdout, child.stderr]) {
        createInterface({ input }).on('line', (line) => {
          log(`node ${id}: ${line}`);
          lines.push(line);
          if (lines.length > LINES_KEPT) lines.shift();
          if (line.includes(READY)) done(true);
        });
      }
    });
    const patience = new AbortController();
    const late = once(AbortSignal.any([AbortSignal.timeout(PATIENCE), patience.signal]), 'abort').then(() => `was not ready after ${PATIENCE / 1000} s`);
    const outcome = await Promise.race([ready, ended, late]);
    patience.abort();
    if (outcome === true) return;
    await this.end('SIGKILL');
    throw new KafkaError(`Node ${id} of Kafka ${outcome} before it was ready. Its last words:\n${lines.join('\n')}`);
  }

  /** Sends the signal and waits for the end; at once when the node does not run. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Halts the node as a whole, or lets it go on. @throws KafkaError when it does not run */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#child?.kill(signal)) throw new KafkaError(`Node ${this.id} does not run, so it cannot take ${signal}.`);
  }
}
