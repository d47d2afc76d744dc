import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { inTransaction, type CommandOutcome } from '@throughline/commands';
import { infrastructureToken, type ContextInfrastructure } from '@throughline/context';
import { canonicalJson, naturalStream, renderRefusal } from '@throughline/kernel';
import { trainingRefusals } from '@throughline/training-contracts';
import { resultDigest, type CarriedOut, type Failure, type RunResult, type TrainingRun } from '@throughline/training-domain';
import { WorkPutOff, type WorkContext, type WorkItem, type Worker } from '@throughline/workers';
import { RunManifests } from '../aggregates/run-manifests.ts';
import { TRAINING_RUN_WORK, TrainingRuns } from '../aggregates/training-runs.ts';
import { PROGRAM_EXECUTOR, type ProgramExecutor } from '../executor/program-executor.ts';
import { sweepAttemptFolders } from '../run/attempt-folders.ts';
import { carryOut } from '../run/carry-out.ts';
import { compareTrees } from '../run/compare-results.ts';
import { LiveReporter } from '../run/live-reporter.ts';
import { RunFailed } from '../run/run-failed.ts';
import { findEarlierResult } from './find-earlier-result.ts';

type Started = Extract<TrainingRun, { status: 'started' }>;
type Succeeded = Extract<TrainingRun, { status: 'succeeded' }>;
type Deferred = Extract<TrainingRun, { status: 'deferred' }>;

/** Facts of other contexts that are on their way; anything else that refuses a run will not change by waiting. */
const ON_THEIR_WAY: ReadonlySet<string> = new Set([
  'TRAINING.NO_SUCH_KPI', 'TRAINING.NO_SUCH_DATASET_VERSION', 'TRAINING.DATASET_NOT_VERIFIED', 'TRAINING.CONTRACT_UNKNOWN', 'TRAINING.SUBJECT_UNKNOWN',
]);
/** Most facts are here within a moment; for others the run is put off, so that it holds up no other. */
const MOMENT_MS = 3_000;
const ASK_AGAIN_MS = 200;
const PUT_OFF_MS = 10_000;
const GIVE_UP_MS = 24 * 3_600_000;
const REASON_LIMIT = 4_000;

/**
 * Carries out one run: from the cache, or by an attempt whose end it records. What the program or the data did wrong ends the run;
 * an attempt that was lost with its process, or broke on something of ours, is made again, from the start and in folders of its own.
 */
@Injectable()
export class TrainingRunWorker implements Worker<unknown>, OnModuleInit {
  readonly kind = TRAINING_RUN_WORK;
  readonly concurrency = 2;

  constructor(
    private readonly runs: TrainingRuns,
    private readonly manifests: RunManifests,
    @Inject(infrastructureToken('training')) private readonly infrastructure: ContextInfrastructure,
    @Inject(PROGRAM_EXECUTOR) private readonly executor: ProgramExecutor,
  ) {}

  async onModuleInit(): Promise<void> {
    const swept = await sweepAttemptFolders();
    if (swept > 0) this.infrastructure.logger.info({ swept }, 'folders of attempts that were lost with their process are removed');
  }

  async run(item: WorkItem, context: WorkContext): Promise<void> {
    const began = performance.now();
    let run = await this.read(item);
    if (run.status === 'deferred') run = await this.resume(item, run, context);
    // An earlier try may have been lost between the end of the run and what follows from it.
    if (run.status === 'succeeded') return this.recordResult(item, run, context);
    if (run.status !== 'started' || await this.answeredFromCache(item, run, context, began)) return;
    await context.command('claim-run-manifest', { manifestDigest: run.spec.manifestDigest, run: item.stream }, 'claim');
    const attempt = await context.command('start-training-run-attempt', { run: item.stream, attempt: context.attempt }, 'attempt');
    if (attempt.status !== 'accepted') return;
    await this.attempt(item, run, context, began);
  }

  async failed(item: WorkItem, error: Error, context: WorkContext): Promise<void> {
    await this.fail(item, context, { reason: error.message, exitCode: null, series: null });
  }

  private async attempt(item: WorkItem, run: Started, context: WorkContext, began: number): Promise<void> {
    const { blobs, datasetRoots, logger } = this.infrastructure;
    for (const text of [run.manifest, run.featureSet, run.parameters]) await blobs.put(canonicalJson(text));
    const live = new LiveReporter(context.report, (error) => logger.warn({ err: error, run: item.stream }, 'live points could not be written'));
    let result: RunResult;
    try {
      const made = await carryOut(run, { blobs, datasetRoots, executor: this.executor }, live, context.signal).finally(() => live.stop());
      result = { ...made, series: await this.storedSeries(live) };
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      const series = await this.storedSeries(live).catch((failure: unknown) => { if (failure instanceof RunFailed) return null; throw failure; });
      return this.fail(item, context, { reason: error.message, exitCode: error.exitCode, series });
    }
    await context.command('complete-training-run', { run: item.stream, attempt: context.attempt, result, seconds: secondsSince(began) }, 'complete');
    const ended = await this.read(item);
    if (ended.status === 'succeeded') await this.recordResult(item, ended, context);
  }

  private async answeredFromCache(item: WorkItem, { spec }: Started, context: WorkContext, began: number): Promise<boolean> {
    if (spec.forced) return false;
    const { runs, manifests, infrastructure: { blobs, pool } } = this;
    const earlier = await inTransaction(pool, (tx) => findEarlierResult({ runs, manifests, blobs }, tx, item.workspace, item.stream, spec));
    if (!earlier) return false;
    await context.command('answer-training-run-from-cache', { run: item.stream, ...earlier, seconds: secondsSince(began) }, 'cache');
    return true;
  }

  /** Holds the result against that of the manifest's first run. */
  private async recordResult(item: WorkItem, { spec, result, subject, cached }: Succeeded, context: WorkContext): Promise<void> {
    if (cached) return;
    const digest = resultDigest(result);
    const manifest = await inTransaction(this.infrastructure.pool, (tx) => this.manifests.read(tx, naturalStream('run-manifest', item.workspace, spec.manifestDigest), item.workspace));
    const other = manifest.state.status === 'resulted' && manifest.state.result !== digest ? manifest.state.result : null;
    const differences = other === null ? []
      : spec.kind === 'train' ? await compareTrees(this.infrastructure.blobs, other, digest) : [{ path: 'predictions.parquet', original: other, rerun: digest }];
    const body: CarriedOut = {
      manifestDigest: spec.manifestDigest, run: item.stream, kind: spec.kind, kpi: spec.kpi, model: spec.model, dataset: spec.dataset,
      datasetVersion: spec.datasetVersion, result: digest, subject: spec.kind === 'train' ? subject : null, differences,
    };
    await context.command('record-run-result', body, 'result');
  }

  private async resume(item: WorkItem, { asked, since }: Deferred, context: WorkContext): Promise<TrainingRun> {
    for (const began = Date.now(); ;) {
      const outcome = await context.command('start-asked-scoring-run', { ...asked as object, resumes: item.stream }, 'resume');
      if (outcome.status === 'accepted') return this.read(item);
      if (outcome.status !== 'refused' || !ON_THEIR_WAY.has(outcome.code) || Date.now() - Date.parse(since) > GIVE_UP_MS) {
        await this.fail(item, context, { reason: reasonOf(outcome), exitCode: null, series: null });
        return this.read(item);
      }
      if (Date.now() - began > MOMENT_MS) throw new WorkPutOff(reasonOf(outcome), PUT_OFF_MS);
      await pause(ASK_AGAIN_MS, undefined, { signal: context.signal });
    }
  }

  private async fail(item: WorkItem, context: WorkContext, { reason, ...failure }: Failure): Promise<void> {
    await context.command('fail-training-run', { run: item.stream, attempt: context.attempt, reason: reason.slice(0, REASON_LIMIT), ...failure }, 'fail');
  }

  private async storedSeries(live: LiveReporter): Promise<RunResult['series']> {
    const series = live.series();
    return series === null ? null : this.infrastructure.blobs.put(series);
  }

  private async read(item: WorkItem): Promise<TrainingRun> {
    return (await inTransaction(this.infrastructure.pool, (tx) => this.runs.read(tx, item.stream, item.workspace))).state;
  }
}

const secondsSince = (began: number): number => Math.round(performance.now() - began) / 1000;

const reasonOf = (outcome: CommandOutcome): string =>
  (outcome.status === 'refused' ? renderRefusal(trainingRefusals[outcome.code] ?? outcome.code, outcome.detail) : 'the run changed while it waited');
