import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort, removeEmbeddedPostgres } from '@throughline/embedded-postgres';

const root = resolve(import.meta.dirname, '../../../..');

/** Builds what has changed, so that a test runs the programs that users run. */
export const buildAll = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [join(root, 'tools/run/build.mjs')], { cwd: root });
};

export interface GraphqlResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The all-in-one plane as a process of its own on a data folder of its own, to be started, killed and started again. */
export class PlaneProcess {
  readonly dataDir: string;
  private readonly port: number;
  private readonly env: Readonly<Record<string, string>>;
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(dataDir: string, port: number, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.port = port;
    this.env = env;
  }

  static async create(env: Readonly<Record<string, string>> = {}): Promise<PlaneProcess> {
    return new PlaneProcess(await mkdtemp(join(tmpdir(), 'throughline-plane-')), await freePort(), env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it and waits until it says that it is ready. @throws with its output when it ends before */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'apps/all-in-one/dist/main.js')], {
      cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', LOG_LEVEL: 'warn', ...this.env, DATA_DIR: this.dataDir, PORT: String(this.port), HOST: '127.0.0.1' },
    });
    this.child = child;
    const keep = (chunk: Buffer): void => { this.output = (this.output + chunk.toString()).slice(-20_000); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    for (const deadline = Date.now() + 60_000; ;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the plane ended (${child.exitCode ?? child.signalCode}) before it was ready:\n${this.output}`);
      if (await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then((r) => r.ok, () => false)) return;
      if (Date.now() > deadline) throw new Error(`the plane was not ready within 60 s:\n${this.output}`);
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  /** Sends a signal and waits for the end. @returns exit code or signal */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const child = this.child;
    if (!child) throw new Error('the plane was never started');
    const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    await gone;
    return child.exitCode ?? child.signalCode!;
  }

  /** Stops it as an operator would, and removes its data. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    await removeEmbeddedPostgres(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Sends one GraphQL document. Rejects when the connection breaks: then nobody knows what became of it. */
  async graphql(token: string, query: string, variables: object = {}): Promise<GraphqlResponse> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }),
    });
    return await response.json() as GraphqlResponse;
  }
}
