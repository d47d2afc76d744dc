import { cancelTrainingRun, startScoringRun, startTrainingRun, trainingEvents, trainingRefusals } from '@throughline/training-contracts';
import { command } from '../commands/command-resolver.ts';
import { dataset } from '../read-models/dataset/dataset.fold.ts';
import { kpi } from '../read-models/kpi/kpi.fold.ts';
import { runManifest, type ManifestRerun, type RunManifestDocument } from '../read-models/run-manifest/run-manifest.fold.ts';
import { predictionsFile, seriesFile, trainingRun, type TrainingRunDocument } from '../read-models/training-run/training-run.fold.ts';
import type { Row } from '../read-models/row.ts';
import { badInput } from '../errors/fault.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';
import { named, partOrNull, partsOf } from './part.ts';
import { naming, one } from './related.ts';

type Run = Row<TrainingRunDocument>;
type Cached = NonNullable<TrainingRunDocument['cached']>;
type Plan = NonNullable<TrainingRunDocument['plan']>;

const run = (stream: string | null): string | null => stream && encodeNodeId('TrainingRun', stream);
const manifestsOf = naming(runManifest, 'manifest', (doc: TrainingRunDocument) => doc.plan!.manifestDigest);

const manifestOf = async (row: Run, _: unknown, context: GatewayContext): Promise<Row | null> =>
  (row.doc.plan ? (await manifestsOf(row, {}, context))[0] ?? null : null);

/** What scores: exactly one of a feature and a model version. */
const scorerOf = ({ feature, features, subject }: { feature?: string; features?: string; subject?: object }): object => {
  if (subject && feature === undefined && features === undefined) return { kind: 'model', subject };
  if (!subject && feature !== undefined && features !== undefined) return { kind: 'feature', feature, features };
  throw badInput(['input', 'scorer'], 'name either subject, or feature and features');
};

/** Fields of the plan stand beside those of the run; null while it waits for its facts. */
const planned = <K extends keyof Plan>(name: K) => ({ doc }: Run): Plan[K] | null => doc.plan?.[name] ?? null;

export const training: GatewayPart = {
  context: 'training',
  events: trainingEvents,
  refusals: trainingRefusals,
  folds: [trainingRun, runManifest],
  resolvers: {
    Query: {
      trainingRun: lookup(trainingRun),
      trainingRuns: list(trainingRun, {
        filters: {
          kpiId: { column: 'kpi', id: 'Kpi' }, datasetId: { column: 'dataset', id: 'Dataset' }, kind: 'kind', purpose: 'purpose', state: 'state', modelName: 'model_name',
          manifestDigest: 'manifest', artifactDigest: 'artifact',
        },
      }),
      runManifest: lookup(runManifest),
      runManifests: list(runManifest, { filters: { manifestDigest: 'manifest' } }),
    },
    TrainingRun: {
      kpi: one(kpi, (doc: TrainingRunDocument) => doc.kpi),
      dataset: one(dataset, (doc: TrainingRunDocument) => doc.dataset),
      manifest: manifestOf,
      modelName: planned('model'),
      kpiVersion: planned('kpiVersion'),
      datasetName: planned('datasetName'),
      datasetDigest: planned('datasetDigest'),
      contractVersion: planned('contractVersion'),
      period: planned('period'),
      weeks: ({ doc }: Run) => doc.plan?.weeks ?? [],
      scorerFeature: ({ doc }: Run) => (doc.plan?.scorer?.kind === 'feature' ? doc.plan.scorer.feature : null),
      program: planned('program'),
      input: planned('input'),
      featuresDigest: ({ doc }: Run) => doc.plan?.features.digest ?? null,
      featureNames: ({ doc }: Run) => doc.plan?.features.names ?? [],
      label: planned('label'),
      parametersDigest: planned('parametersDigest'),
      seed: planned('seed'),
      evaluateOn: planned('evaluateOn'),
      forced: planned('forced'),
      limits: planned('limits'),
      manifestDigest: planned('manifestDigest'),
      predictions: ({ doc }: Run) => predictionsFile(doc),
      series: ({ doc }: Run) => seriesFile(doc),
      cached: (row: Run) => partOrNull(row.doc.cached, row),
      window: (row: Run) => partOrNull(row.doc.window, row),
    },
    TrainingRunWindow: { monitorId: ({ monitor }: { monitor: string }) => encodeNodeId('Monitor', monitor) },
    TrainingRunEvaluateOn: { command: ({ program }: NonNullable<Plan['evaluateOn']>) => program.command },
    TrainingRunCached: { runId: (cached: Cached) => run(cached.run), run: named(trainingRun, (cached: Cached) => cached.run) },
    RunManifest: {
      claimedByRunId: ({ doc }: Row<RunManifestDocument>) => run(doc.claimedBy),
      claimedByRun: one(trainingRun, (doc: RunManifestDocument) => doc.claimedBy),
      originalRunId: ({ doc }: Row<RunManifestDocument>) => run(doc.original),
      original: one(trainingRun, (doc: RunManifestDocument) => doc.original),
      reruns: (row: Row<RunManifestDocument>) => partsOf(row.doc.reruns, row),
    },
    ManifestRerun: { runId: (rerun: ManifestRerun) => run(rerun.run), run: named(trainingRun, (rerun: ManifestRerun) => rerun.run) },
    Kpi: { runs: list(trainingRun, { filters: { kind: 'kind' }, of: ({ stream }) => ({ kpi: stream }) }) },
    Mutation: {
      startTrainingRun: command(startTrainingRun, ({ kpiId: _, datasetId: __, evaluateOn, ...rest }, { id }) => ({
        ...rest, kpi: id('kpiId', 'Kpi'), dataset: id('datasetId', 'Dataset'),
        evaluateOn: evaluateOn && { datasetVersion: evaluateOn.datasetVersion, weeks: evaluateOn.weeks, program: { command: evaluateOn.command } },
      }), ['parameters']),
      startScoringRun: command(startScoringRun, ({ kpiId: _, datasetId: __, scorer, ...rest }, { id }) =>
        ({ ...rest, kpi: id('kpiId', 'Kpi'), dataset: id('datasetId', 'Dataset'), scorer: scorerOf(scorer) })),
      cancelTrainingRun: command(cancelTrainingRun, ({ reason }, { id }) => ({ run: id('runId', 'TrainingRun'), reason })),
    },
  },
};
