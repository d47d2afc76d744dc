import { Injectable } from '@nestjs/common';
import type { MonitorEvent, WindowFigures } from '@throughline/monitoring-domain';
import type { WorkContext, WorkItem, Worker } from '@throughline/workers';
import { cellStatements, populationsOf } from '../measuring/count-cells.ts';
import { driftOf } from '../measuring/drift-of.ts';
import { extractScores } from '../measuring/extract-scores.ts';
import { runMetrics } from '../measuring/run-metrics.ts';
import { endMeasurement, endsAtOnce, reasonOf } from './end-measurement.ts';
import { MeasuringTools } from './measuring-tools.ts';

type Requested = Extract<MonitorEvent, { type: 'WindowMeasurementRequested' }>['data'];

@Injectable()
export class MeasureWindow implements Worker<Requested> {
  readonly kind = 'measure-window';

  constructor(private readonly tools: MeasuringTools) {}

  run(item: WorkItem<Requested>, context: WorkContext): Promise<void> {
    return endsAtOnce(() => this.measure(item, context), (reason) => this.fail(item, reason, context));
  }

  failed(item: WorkItem<Requested>, error: Error, context: WorkContext): Promise<void> {
    return this.fail(item, reasonOf(error), context);
  }

  private fail({ payload: { monitor, week, revision } }: WorkItem<Requested>, reason: string, context: WorkContext): Promise<void> {
    return endMeasurement(context, 'fail-window-measurement', { monitor, week, revision, reason });
  }

  private async measure({ workspace, payload }: WorkItem<Requested>, context: WorkContext): Promise<void> {
    const { monitor, week, revision } = payload;
    const figures = await this.figures(workspace, payload, context.signal);
    await endMeasurement(context, 'complete-window-measurement', { monitor, week, revision, figures });
  }

  private figures(workspace: string, { week, measurement }: Requested, signal: AbortSignal): Promise<WindowFigures> {
    const { model, baseline, labels, kpi, reference } = measurement;
    return this.tools.inFolder(async (folder) => {
      const { profile, digest } = await this.tools.profiles.of(workspace, folder, reference, signal);
      const cells = profile.features.map(({ population }) => population.cells);
      const { file, rows } = await extractScores(folder, {
        rows: labels.rows, procedure: kpi.procedure, weeks: [week], predictions: [model.digest, ...(baseline ? [baseline.digest] : [])],
        watched: reference.watched, beside: cellStatements('labelled', cells), signal,
      });
      const current = populationsOf(cells, rows);
      const drift = profile.features.map(({ feature, population }, i) => driftOf(feature, population, current[i]!));
      return { ...(await runMetrics({ kind: 'window', file, weeks: [week], share: kpi.share }, signal)), drift, referenceProfile: digest };
    });
  }
}
