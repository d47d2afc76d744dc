import { Injectable } from '@nestjs/common';
import type { ComparisonRequest } from '@throughline/monitoring-domain';
import type { WorkContext, WorkItem, Worker } from '@throughline/workers';
import { extractScores } from '../measuring/extract-scores.ts';
import { runMetrics } from '../measuring/run-metrics.ts';
import { endMeasurement, endsAtOnce, reasonOf } from './end-measurement.ts';
import { MeasuringTools } from './measuring-tools.ts';

@Injectable()
export class CompareModelVersionsWorker implements Worker<ComparisonRequest> {
  readonly kind = 'compare-model-versions';

  constructor(private readonly tools: MeasuringTools) {}

  run(item: WorkItem<ComparisonRequest>, context: WorkContext): Promise<void> {
    return endsAtOnce(() => this.compare(item, context), (reason) => this.fail(item, reason, context));
  }

  failed(item: WorkItem<ComparisonRequest>, error: Error, context: WorkContext): Promise<void> {
    return this.fail(item, reasonOf(error), context);
  }

  private fail(item: WorkItem<ComparisonRequest>, reason: string, context: WorkContext): Promise<void> {
    return endMeasurement(context, 'fail-comparison', { comparison: item.stream, reason });
  }

  private async compare({ stream, payload }: WorkItem<ComparisonRequest>, context: WorkContext): Promise<void> {
    const { rows, kpi, weeks, incumbentPredictions, candidatePredictions } = payload;
    const figures = await this.tools.inFolder(async (folder) => {
      const { file } = await extractScores(folder, {
        rows, procedure: kpi.procedure, weeks, predictions: [incumbentPredictions, candidatePredictions], watched: [], beside: [], signal: context.signal,
      });
      return runMetrics({ kind: 'comparison', file, weeks, share: kpi.share }, context.signal);
    });
    await endMeasurement(context, 'complete-comparison', { comparison: stream, figures });
  }
}
