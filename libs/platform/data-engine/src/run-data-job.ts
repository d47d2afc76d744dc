import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildJob, ChildMessage } from './child/protocol.ts';
import type { DataFile, DataJob, DataJobResult } from './data-job.ts';
import { DataJobFailed } from './data-job-failed.ts';
import { fileDigest } from './file-digest.ts';

// The same entry from source (types stripped by Node) and from dist.
const entry = fileURLToPath(new URL(`./child/main${extname(fileURLToPath(import.meta.url))}`, import.meta.url));

const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.(parquet|csv)$/;

const check = (job: DataJob): void => {
  const names = new Set<string>();
  const files = new Set<string>();
  for (const statement of job.statements) {
    if (names.has(statement.name)) throw new Error(`statements: the name "${statement.name}" is there twice`);
    names.add(statement.name);
    if (statement.kind !== 'file') continue;
    if (!fileName.test(statement.file)) throw new Error(`statements: "${statement.file}" is no plain file name that ends in .parquet or .csv`);
    if (files.has(statement.file.toLowerCase())) throw new Error(`statements: the file "${statement.file}" is there twice`);
    files.add(statement.file.toLowerCase());
  }
  if (files.size && !job.outputDir) throw new Error('outputDir: needed by a statement that writes a file');
  const { memoryMb, threads, seconds, diskMb = 1 } = job.limits;
  for (const [name, value] of Object.entries({ memoryMb, threads, seconds, diskMb })) if (!(value > 0)) throw new Error(`limits.${name}: must be above 0`);
};

const makeWorkDir = async (outputDir: string | undefined): Promise<string> => {
  if (!outputDir) return mkdtemp(join(tmpdir(), 'throughline-data-'));
  const target = resolve(outputDir);
  const present = await readdir(target).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : Promise.reject(error)));
  if (present.length) throw new Error(`outputDir: ${target} is not empty`);
  // A neighbour of the target, so that the last step is one rename on one disk.
  const workDir = join(dirname(target), `.${basename(target)}.partial-${randomUUID()}`);
  await mkdir(workDir, { recursive: true });
  return workDir;
};

type Done = Extract<ChildMessage, { type: 'done' }>['result'];

const answerOf = (child: ChildProcess, job: DataJob): Promise<Done> =>
  new Promise((accept, refuse) => {
    let done: Done | undefined;
    let failure: Error | undefined;
    let complaint = '';
    const stop = (reason: Error): void => {
      if (done) return;
      failure ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop(new DataJobFailed('time-limit', `not done after ${job.limits.seconds} seconds; give the job more time or fewer rows`)), job.limits.seconds * 1000);
    const cancel = (): void => stop(new DataJobFailed('cancelled', 'cancelled'));
    job.signal?.addEventListener('abort', cancel);
    if (job.signal?.aborted) cancel();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { complaint = (complaint + text).slice(-2000); });
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'progress') {
        try {
          job.onProgress?.(message.progress);
        } catch (error) {
          stop(error as Error);
        }
      } else if (message.type === 'failed') failure ??= new DataJobFailed(message.reason, message.message, message.part);
      else if (!failure) done = message.result;
    });
    child.on('error', (error) => { failure ??= new DataJobFailed('crashed', error.message); if (child.pid === undefined) end(null, null); });
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(timer);
      job.signal?.removeEventListener('abort', cancel);
      if (failure) refuse(failure);
      else if (done) accept(done);
      else refuse(new DataJobFailed('crashed', `the data process ended with ${signal ?? `exit code ${code}`}${complaint ? `: ${complaint.trim()}` : ''}`));
    };
    child.on('close', end);
  });

const collect = async (job: DataJob, outputDir: string, rows: Record<string, number>): Promise<Record<string, DataFile>> => {
  const files: Record<string, DataFile> = {};
  for (const statement of job.statements) {
    if (statement.kind !== 'file') continue;
    const written = join(outputDir, statement.file);
    files[statement.name] = {
      statement: statement.name, file: statement.file, path: join(resolve(job.outputDir!), statement.file),
      rows: rows[statement.name] ?? 0, size: (await stat(written)).size, sha256: await fileDigest(written),
    };
  }
  return files;
};

/**
 * Runs SQL in a DuckDB of its own, in a child process that sees the input files and the output folder and nothing else.
 * Whatever happens there, the caller gets a result or a DataJobFailed, and the output folder is there whole or not at all.
 * @throws DataJobFailed; a plain Error for a job that is wrong in itself (names the field).
 */
export const runDataJob = async (job: DataJob): Promise<DataJobResult> => {
  check(job);
  if (job.signal?.aborted) throw new DataJobFailed('cancelled', 'cancelled before it began');
  const workDir = await makeWorkDir(job.outputDir);
  const [outputDir, tempDir] = [join(workDir, 'out'), join(workDir, 'spill')];
  let child: ChildProcess | undefined;
  try {
    await mkdir(outputDir);
    await mkdir(tempDir);
    child = fork(entry, [], {
      execArgv: [`--max-old-space-size=256`],
      // The child needs nothing of our environment, secrets least of all.
      env: { TZ: 'UTC', ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    if (child.pid !== undefined) job.onStarted?.(child.pid);
    const answer = answerOf(child, job);
    if (child.connected) child.send({ inputs: job.inputs, statements: job.statements, limits: job.limits, outputDir, tempDir, workDir } satisfies ChildJob);
    const { fileRows, ...result } = await answer;
    const files = await collect(job, outputDir, fileRows);
    if (job.outputDir) {
      await rmdir(job.outputDir).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
      await rename(outputDir, job.outputDir);
    }
    return { ...result, files };
  } finally {
    child?.kill('SIGKILL');
    await rm(workDir, { recursive: true, force: true });
  }
};
