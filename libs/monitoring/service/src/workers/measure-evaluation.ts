import { Injectable } from '@nestjs/common';
import type { EvaluationEvent } from '@throughline/monitoring-domain';
import type { WorkContext, WorkItem, Worker } from '@throughline/workers';
import { extractScores } from '../measuring/extract-scores.ts';
import { runMetrics } from '../measuring/run-metrics.ts';
import { endMeasurement, endsAtOnce, reasonOf } from './end-measurement.ts';
import { MeasuringTools } from './measuring-tools.ts';

type Started = Extract<EvaluationEvent, { type: 'EvaluationStarted' }>['data'];

@Injectable()
export class MeasureEvaluation implements Worker<Started> {
  readonly kind = 'measure-evaluation';

  constructor(private readonly tools: MeasuringTools) {}

  run(item: WorkItem<Started>, context: WorkContext): Promise<void> {
    return endsAtOnce(() => this.measure(item, context), (reason) => this.fail(item, reason, context));
  }

  failed(item: WorkItem<Started>, error: Error, context: WorkContext): Promise<void> {
    return this.fail(item, reasonOf(error), context);
  }

  private fail(item: WorkItem<Started>, reason: string, context: WorkContext): Promise<void> {
    return endMeasurement(context, 'fail-evaluation', { evaluation: item.stream, reason });
  }

  private async measure({ stream, payload }: WorkItem<Started>, context: WorkContext): Promise<void> {
    const { request, kpi, rows } = payload;
    const { weeks } = request;
    const measured = await this.tools.inFolder(async (folder) => {
      const { file } = await extractScores(folder, { rows, procedure: kpi.procedure, weeks, predictions: [request.predictions], watched: [], beside: [], signal: context.signal });
      return runMetrics({ kind: 'evaluation', file, weeks, share: kpi.share }, context.signal);
    });
    await endMeasurement(context, 'complete-evaluation', { evaluation: stream, kpi: kpi.kpi, share: kpi.share, measured });
  }
}
