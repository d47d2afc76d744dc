import {
  compareModelVersions, confirmLabels, monitoringEvents, monitoringRefusals, openWindow, remeasureEvaluation, remeasureWindow,
} from '@throughline/monitoring-contracts';
import type { Evidence } from '@throughline/registry-contracts';
import { command } from '../commands/command-resolver.ts';
import { comparison, type ComparisonDocument } from '../read-models/comparison/comparison.fold.ts';
import { dataset } from '../read-models/dataset/dataset.fold.ts';
import { evaluation, type EvaluationDocument } from '../read-models/evaluation/evaluation.fold.ts';
import { kpi } from '../read-models/kpi/kpi.fold.ts';
import { model } from '../read-models/model/model.fold.ts';
import type { EvaluationOfVersion } from '../read-models/model-version/model-version.fold.ts';
import type { ScoringDocument, WindowDocument } from '../read-models/monitor/monitor-window.ts';
import { monitor, type AlertDocument, type KpiPointDocument, type MonitorDocument } from '../read-models/monitor/monitor.fold.ts';
import type { Row } from '../read-models/row.ts';
import { trainingRun, type TrainingRunDocument } from '../read-models/training-run/training-run.fold.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';
import { named, part, partOrNull, partsOf, type Part } from './part.ts';
import { many, naming, one } from './related.ts';

const runId = (stream: string): string => encodeNodeId('TrainingRun', stream);
const datasetId = (stream: string): string => encodeNodeId('Dataset', stream);

type Measured = NonNullable<EvaluationDocument['measured']>;
type Baseline = NonNullable<Measured['baseline']>;

const open = ({ alerts }: MonitorDocument): AlertDocument | null => alerts.find(({ closedAt }) => closedAt === null) ?? null;

const monitorsOfKpi = naming(monitor, 'kpi');

/** The newest word on each week over all monitors of a KPI: a rollout to another environment has a series of its own. */
const seriesOf = async (row: Row, { environment }: { environment: string }, context: GatewayContext): Promise<readonly KpiPointDocument[]> => {
  const monitors = (await monitorsOfKpi(row as Row<unknown>, {}, context)) as readonly Row<MonitorDocument>[];
  return monitors.filter(({ doc }) => doc.environment === environment).flatMap(({ doc }) => doc.series.filter((point) => point.kpi === row.stream))
    .sort((a, b) => (a.week < b.week ? -1 : 1));
};

export const monitoring: GatewayPart = {
  context: 'monitoring',
  events: monitoringEvents,
  refusals: monitoringRefusals,
  folds: [comparison, evaluation, monitor],
  resolvers: {
    Query: {
      evaluation: lookup(evaluation),
      evaluations: list(evaluation, { filters: { kpiId: { column: 'kpi', id: 'Kpi' }, runId: { column: 'run', id: 'TrainingRun' }, purpose: 'purpose', state: 'state' } }),
      monitor: lookup(monitor),
      monitors: list(monitor, { filters: { modelId: { column: 'model', id: 'Model' }, kpiId: { column: 'kpi', id: 'Kpi' }, environment: 'environment', alerting: 'alerting' } }),
      comparison: lookup(comparison),
      comparisons: list(comparison, { filters: { kpiId: { column: 'kpi', id: 'Kpi' }, modelName: 'model_name' } }),
    },
    Initiative: {
      monitors: many(monitor, (doc: { monitors: readonly string[] }) => doc.monitors),
    },
    Kpi: {
      monitors: monitorsOfKpi,
      series: seriesOf,
      newest: async (row: Row, args: { environment: string }, context: GatewayContext) => (await seriesOf(row, args, context)).at(-1) ?? null,
      evaluations: list(evaluation, { of: ({ stream }) => ({ kpi: stream }) }),
    },
    Model: {
      monitors: naming(monitor, 'model'),
    },
    Evaluation: {
      runId: ({ doc }: Row<EvaluationDocument>) => runId(doc.run),
      run: one(trainingRun, (doc: EvaluationDocument) => doc.run),
      datasetId: ({ doc }: Row<EvaluationDocument>) => datasetId(doc.dataset),
      dataset: one(dataset, (doc: EvaluationDocument) => doc.dataset),
      kpi: one(kpi, (doc: EvaluationDocument) => doc.kpi),
      subject: ({ doc }: Row<EvaluationDocument>) => (doc.scorer.kind === 'model' ? doc.scorer.subject : null),
      feature: ({ doc }: Row<EvaluationDocument>) => (doc.scorer.kind === 'feature' ? doc.scorer.feature : null),
      modelName: ({ doc }: Row<EvaluationDocument>) => doc.model,
      requestedWeeks: ({ doc }: Row<EvaluationDocument>) => doc.weeks,
      result: (row: Row<EvaluationDocument>) => partOrNull(row.doc.measured, row),
    },
    EvaluationResult: {
      baseline: (result: Part<Measured>) => partOrNull(result.baseline, result),
    },
    EvaluationBaseline: {
      evaluationId: (baseline: Baseline) => encodeNodeId('Evaluation', baseline.evaluation),
      evaluation: named(evaluation, (baseline: Baseline) => baseline.evaluation),
    },
    ModelVersionEvaluation: {
      evaluation: named(evaluation, (e: EvaluationOfVersion) => e.evaluation),
      baselineEvaluation: named(evaluation, (e: EvaluationOfVersion) => e.baseline?.evaluation),
    },
    PromotionEvidence: {
      evaluation: named(evaluation, (e: Evidence) => e.evaluation),
      baselineEvaluation: named(evaluation, (e: Evidence) => e.baseline),
    },
    TrainingRunWindow: {
      monitor: named(monitor, (window: NonNullable<TrainingRunDocument['window']>) => window.monitor),
    },
    Monitor: {
      model: one(model, (doc: MonitorDocument) => doc.model),
      kpi: one(kpi, (doc: MonitorDocument) => doc.kpi),
      openAlert: ({ doc }: Row<MonitorDocument>) => open(doc),
      reference: (row: Row<MonitorDocument>) => part(row.doc.reference, row),
      windows: (row: Row<MonitorDocument>) => partsOf(row.doc.windows, row),
      window: (row: Row<MonitorDocument>, { week }: { week: string }) => partOrNull(row.doc.windows.find((w) => w.week === week), row),
    },
    MonitorReference: {
      datasetId: (reference: MonitorDocument['reference']) => datasetId(reference.dataset),
      dataset: named(dataset, (reference: MonitorDocument['reference']) => reference.dataset),
    },
    MonitorWindow: {
      datasetId: (window: WindowDocument) => datasetId(window.dataset),
      dataset: named(dataset, (window: WindowDocument) => window.dataset),
      scoring: (window: Part<WindowDocument>) => partOrNull(window.scoring, window),
      baselineScoring: (window: Part<WindowDocument>) => partOrNull(window.baselineScoring, window),
      measured: (window: WindowDocument) => window.measurements.at(-1) ?? null,
    },
    WindowScoring: {
      runId: (scoring: ScoringDocument) => runId(scoring.run),
      run: named(trainingRun, (scoring: ScoringDocument) => scoring.run),
    },
    Comparison: {
      kpi: one(kpi, (doc: ComparisonDocument) => doc.kpi),
      incumbentRunId: ({ doc }: Row<ComparisonDocument>) => runId(doc.incumbentRun),
      incumbentRun: one(trainingRun, (doc: ComparisonDocument) => doc.incumbentRun),
      candidateRunId: ({ doc }: Row<ComparisonDocument>) => runId(doc.candidateRun),
      candidateRun: one(trainingRun, (doc: ComparisonDocument) => doc.candidateRun),
      result: (row: Row<ComparisonDocument>) => partOrNull(row.doc.result, row),
    },
    ComparisonResult: {
      datasetId: (result: NonNullable<ComparisonDocument['result']>) => datasetId(result.dataset),
      dataset: named(dataset, (result: NonNullable<ComparisonDocument['result']>) => result.dataset),
    },
    Mutation: {
      openWindow: command(openWindow, ({ week, datasetVersion, businessDate }, { id }) =>
        ({ monitor: id('monitorId', 'Monitor'), week, dataset: id('datasetId', 'Dataset'), datasetVersion, businessDate })),
      confirmLabels: command(confirmLabels, ({ week, datasetVersion, businessDate }, { id }) => ({ monitor: id('monitorId', 'Monitor'), week, datasetVersion, businessDate })),
      remeasureWindow: command(remeasureWindow, ({ week }, { id }) => ({ monitor: id('monitorId', 'Monitor'), week })),
      remeasureEvaluation: command(remeasureEvaluation, (_, { id }) => ({ evaluation: id('evaluationId', 'Evaluation') })),
      compareModelVersions: command(compareModelVersions, ({ after, businessDate }, { id }) => ({
        kpi: id('kpiId', 'Kpi'), incumbentRun: id('incumbentRunId', 'TrainingRun'), candidateRun: id('candidateRunId', 'TrainingRun'), after, businessDate,
      })),
    },
  },
};
