import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { ContextInfrastructure } from '@throughline/context';
import { infrastructureToken } from '@throughline/context';
import { DataJobFailed, RowsRefused, type DataJobLimits, type DatasetRows } from '@throughline/data-engine';
import type { ContractTable, Findings, RuleOutcome, VerificationTask } from '@throughline/data-quality-domain';
import type { WorkContext, WorkItem, Worker } from '@throughline/workers';
import { readDocument } from '../contract/read-document.ts';
import { DATA_JOB_LIMITS } from '../files/data-job-limits.ts';
import { writeKeyFiles } from '../files/key-files.ts';
import { findingsOf } from '../verification/findings.ts';
import { inspectRows, rowsOfTable, type Verification } from '../verification/index.ts';
import { Progress } from './progress.ts';

/** The same rows and limits fail in the same way again: only a process that died is worth another try. */
const isFinal = (error: unknown): error is Error =>
  error instanceof RowsRefused || (error instanceof DataJobFailed && error.reason !== 'crashed' && error.reason !== 'cancelled');

const reasonOf = (error: Error): string => `${error instanceof DataJobFailed ? `${error.reason}: ` : ''}${error.message}`.slice(0, 2000);

/** Profiles the rows of a version and holds them to the contract; its files go to the blob store, its findings to the stream. */
@Injectable()
export class VerificationWorker implements Worker<VerificationTask> {
  readonly kind = 'verification';

  constructor(@Inject(infrastructureToken('data-quality')) private readonly infrastructure: ContextInfrastructure, @Inject(DATA_JOB_LIMITS) private readonly limits: DataJobLimits) {}

  async run(item: WorkItem<VerificationTask>, context: WorkContext): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-verification-'));
    const progress = new Progress(context);
    try {
      const findings = await this.find(item.payload, folder, progress, context.signal);
      await progress.settled();
      await this.say(context, 'complete-verification', { verification: item.stream, ...findings });
    } catch (error) {
      if (!isFinal(error)) throw error;
      await this.failed(item, error, context);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async failed(item: WorkItem<VerificationTask>, error: Error, context: WorkContext): Promise<void> {
    await this.say(context, 'fail-verification', { verification: item.stream, reason: reasonOf(error) });
  }

  private async say(context: WorkContext, command: string, body: object): Promise<void> {
    const outcome = await context.command(command, body, command);
    if (outcome.status !== 'accepted') throw new Error(`${command} was ${outcome.status}: ${JSON.stringify(outcome)}`);
  }

  private async find(task: VerificationTask, folder: string, progress: Progress, signal: AbortSignal): Promise<Findings> {
    const { limits } = this;
    const table = await this.tableOf(task);
    const rows = await this.open(task, table, folder);
    const { verification, profile } = await inspectRows({ rows, table, limits, signal, outputDir: join(folder, 'keys'), onProgress: progress.of });
    return findingsOf(verification, profile, { keys: await this.storeKeys(verification), profile: await this.infrastructure.blobs.put(JSON.stringify(profile)) });
  }

  private async tableOf({ document, contract }: VerificationTask): Promise<ContractTable> {
    const read = readDocument(await text(await this.infrastructure.blobs.get(document)));
    if (read.status === 'refused') throw new Error(`the document of ${contract} can no longer be read: ${read.problems[0]?.path} ${read.problems[0]?.message}`);
    return read.table;
  }

  private async open({ rows }: VerificationTask, table: ContractTable, folder: string): Promise<DatasetRows> {
    const { blobs, datasetRoots } = this.infrastructure;
    const minus = join(folder, 'minus');
    await mkdir(minus);
    const minusKeys = await writeKeyFiles(blobs, rows.minusKeys, minus);
    return rowsOfTable(table, { roots: datasetRoots, file: rows.file, sha256: rows.sha256.slice('sha256:'.length), range: rows.range, minusKeys });
  }

  private async storeKeys({ keyFiles }: Verification): Promise<Record<string, RuleOutcome['keys']>> {
    const stored: Record<string, RuleOutcome['keys']> = {};
    for (const [rule, { path, rows }] of Object.entries(keyFiles)) stored[rule] = { ...await this.infrastructure.blobs.put(createReadStream(path)), rows };
    return stored;
  }
}
