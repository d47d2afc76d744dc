import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { DataRow } from '../data-job.ts';
import type { DataJobFailure } from '../data-job-failed.ts';
import { quoteText } from '../sql-text.ts';
import { openInput } from './open-inputs.ts';
import type { ChildJob, ChildMessage } from './protocol.ts';
import { runStatement } from './run-statements.ts';

// The entry of the child process: one job over IPC, one answer, the end.
const send = (message: ChildMessage): Promise<void> => new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

const started = performance.now();
let workDir: string | undefined;

// Ctrl-C reaches the whole group; the parent decides what becomes of a job.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => {
  if (workDir) rmSync(workDir, { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
});

class JobError extends Error {
  readonly reason: DataJobFailure;
  readonly part: string | null;
  constructor(reason: DataJobFailure, part: string | null, message: string) {
    super(message);
    this.reason = /^Out of Memory Error/.test(message) ? 'memory-limit' : reason;
    this.part = part;
  }
}

const settle = async <T>(reason: DataJobFailure, part: string, prefix: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const { message } = error as Error;
    throw new JobError(reason, part, /^Out of Memory Error/.test(message) ? message : `${prefix} ${message}`);
  }
};

const connect = async (job: ChildJob): Promise<DuckDBConnection> => {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(job.limits.threads),
    memory_limit: `${job.limits.memoryMb}MB`,
    temp_directory: job.tempDir,
    max_temp_directory_size: `${job.limits.diskMb ?? 4096}MB`,
  });
  const connection = await instance.connect();
  const paths = Object.values(job.inputs).flatMap((input) => [input.path, ...(input.kind === 'dataset-rows' ? input.minusKeys : [])]);
  for (const sql of [
    'SET enable_progress_bar = true',
    'SET enable_progress_bar_print = false',
    'SET progress_bar_time = 0',
    'CREATE SCHEMA source',
    `SET allowed_paths = [${paths.map(quoteText).join(', ')}]`,
    `SET allowed_directories = [${quoteText(job.outputDir)}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]) await connection.run(sql);
  return connection;
};

const spilled = (tempDir: string): number =>
  readdirSync(tempDir).reduce((sum, name) => sum + (statSync(join(tempDir, name), { throwIfNoEntry: false })?.size ?? 0), 0);

/** DuckDB's limit covers its buffers, this one the process; and DuckDB lets temporary tables grow past its own disk limit. */
const watchLimits = ({ limits, tempDir }: ChildJob): void => {
  const memory = Math.round(limits.memoryMb * 1.25 + 256);
  const disk = limits.diskMb ?? 4096;
  const stop = (message: string): void =>
    void send({ type: 'failed', reason: 'memory-limit', message, part: null }).then(() => process.kill(process.pid, 'SIGKILL'));
  setInterval(() => {
    if (process.memoryUsage.rss() > memory * 2 ** 20) stop(`the data process grew beyond ${memory} MB`);
    else if (spilled(tempDir) > disk * 2 ** 20) stop(`what did not fit into memory grew beyond ${disk} MB on disk`);
  }, 100).unref();
};

/** What DuckDB shows below its sentence: the statement that the plane wrote, and hints about it. */
const SHOWN = /\n\s*(?:\n|LINE \d+:|Possible |Candidate |Original Line)[\s\S]*$/;

/** Neither where files lie on this machine nor the plane's own SQL is the business of who reads the message. */
const forReaders = (job: ChildJob, message: string): string =>
  Object.entries(job.inputs).reduce((text, [name, { path }]) => text.replaceAll(path, name), message).replaceAll(job.workDir, '').replace(SHOWN, '');

const run = async (job: ChildJob): Promise<Extract<ChildMessage, { type: 'done' }>> => {
  const connection = await connect(job);
  const columns: Record<string, { name: string; type: string }[]> = {};
  for (const [name, input] of Object.entries(job.inputs))
    columns[name] = await settle('input', name, `the relation ${name}`, () => openInput(connection, name, input));
  const rows: Record<string, DataRow[]> = {};
  const fileRows: Record<string, number> = {};
  let done = 0;
  const report = (statement: string, percent: number | null): void =>
    void send({ type: 'progress', progress: { statement, done, total: job.statements.length, percent } });
  for (const statement of job.statements) {
    report(statement.name, null);
    const ticker = setInterval(() => {
      const { percentage } = connection.progress;
      report(statement.name, percentage >= 0 ? Math.min(100, percentage) : null);
    }, 250);
    try {
      const outcome = await settle('sql', statement.name, `${statement.name}:`, () => runStatement(connection, statement, job.outputDir));
      if (outcome.rows) rows[statement.name] = outcome.rows;
      if (outcome.fileRows !== undefined) fileRows[statement.name] = outcome.fileRows;
    } finally {
      clearInterval(ticker);
    }
    done += 1;
    report(statement.name, 100);
  }
  return { type: 'done', result: { rows, fileRows, columns, seconds: (performance.now() - started) / 1000, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) } };
};

process.once('message', async (job: ChildJob) => {
  workDir = job.workDir;
  watchLimits(job);
  let answer: ChildMessage;
  try {
    answer = await run(job);
  } catch (error) {
    const [reason, part] = error instanceof JobError ? [error.reason, error.part] : ['crashed' as const, null];
    answer = { type: 'failed', reason, message: forReaders(job, (error as Error).message), part };
  }
  await send(answer);
  process.kill(process.pid, 'SIGKILL'); // nothing is left to do, and a query that failed must not delay the end
});
