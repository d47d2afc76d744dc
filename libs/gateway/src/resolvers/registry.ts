import { sameSubject, subjectKey } from '@throughline/kernel';
import {
  decidePromotion, registryEvents, registryRefusals, requestPromotion, rollBackModelVersion, withdrawPromotion, type Evidence,
} from '@throughline/registry-contracts';
import { command } from '../commands/command-resolver.ts';
import { dataset } from '../read-models/dataset/dataset.fold.ts';
import { initiative } from '../read-models/initiative/initiative.fold.ts';
import { kpi } from '../read-models/kpi/kpi.fold.ts';
import { model, serving, type ModelDocument } from '../read-models/model/model.fold.ts';
import { modelVersion, type EvaluationOfVersion, type ModelVersionDocument, type RerunOfVersion } from '../read-models/model-version/model-version.fold.ts';
import type { Row } from '../read-models/row.ts';
import { trainingRun, type TrainingRunDocument } from '../read-models/training-run/training-run.fold.ts';
import { verification } from '../read-models/verification/verification.fold.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import type { GatewayContext } from './gateway-context.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';
import { named, part, partsOf } from './part.ts';
import { many, one } from './related.ts';

const runId = (stream: string): string => encodeNodeId('TrainingRun', stream);
// Evaluations are known by their ids alone: monitoring comes after registry, and adds the field itself.
const evaluationId = (stream: string): string => encodeNodeId('Evaluation', stream);
const datasetId = (stream: string): string => encodeNodeId('Dataset', stream);

const productionOf = async (row: Row<ModelDocument>, { environment, asOf }: { environment: string; asOf?: Date | null }, { reads }: GatewayContext) => {
  reads.asked(asOf ?? null);
  const at = asOf ? await reads.byStream(model, row.stream, asOf) as Row<ModelDocument> | null : row;
  return at && serving(at.doc, environment);
};

const numberOf = async ({ doc, asOf }: Row<ModelVersionDocument>, _: unknown, { reads }: GatewayContext): Promise<number | null> => {
  const of = await reads.byStream(model, doc.model, asOf) as Row<ModelDocument> | null;
  return of?.doc.numbers.find(({ subject }) => sameSubject(subject, doc.subject))?.number ?? null;
};

/** A subject is one version of each model that has it, whatever run made it. */
const versionOf = async ({ doc: { subject, plan }, asOf }: Row<TrainingRunDocument>, _: unknown, { reads }: GatewayContext): Promise<Row | null> => {
  if (!subject || !plan) return null;
  const versions = await reads.byColumn(modelVersion, 'subject', subjectKey(subject), asOf) as readonly Row<ModelVersionDocument>[];
  return (versions.find(({ doc }) => doc.name === plan.model) ?? null) as Row | null;
};

export const registry: GatewayPart = {
  context: 'registry',
  events: registryEvents,
  refusals: registryRefusals,
  folds: [model, modelVersion],
  resolvers: {
    Query: {
      model: lookup(model),
      models: list(model, { filters: { name: 'name' } }),
      modelVersion: lookup(modelVersion),
      modelVersions: list(modelVersion, { filters: { modelId: { column: 'model', id: 'Model' }, kpiId: { column: 'kpi', id: 'Kpi' } } }),
    },
    Initiative: {
      models: many(model, (doc: { models: readonly string[] }) => doc.models),
    },
    Model: {
      versions: list(modelVersion, { of: ({ stream }) => ({ model: stream }) }),
      production: productionOf,
      promotions: (row: Row<ModelDocument>) => row.doc.promotions.map((promotion) => ({ ...promotion, evidence: part(promotion.evidence, row) })),
    },
    ModelVersion: {
      model: one(model, (doc: ModelVersionDocument) => doc.model),
      kpi: one(kpi, (doc: ModelVersionDocument) => doc.kpi),
      number: numberOf,
      runId: ({ doc }: Row<ModelVersionDocument>) => runId(doc.run),
      run: one(trainingRun, (doc: ModelVersionDocument) => doc.run),
      datasetId: ({ doc }: Row<ModelVersionDocument>) => datasetId(doc.dataset),
      dataset: one(dataset, (doc: ModelVersionDocument) => doc.dataset),
      evaluations: (row: Row<ModelVersionDocument>) => partsOf(row.doc.evaluations, row),
      reruns: (row: Row<ModelVersionDocument>) => partsOf(row.doc.reruns, row),
    },
    TrainingRun: { modelVersion: versionOf },
    ModelVersionEvaluation: {
      evaluationId: (e: EvaluationOfVersion) => evaluationId(e.evaluation),
      baselineEvaluationId: (e: EvaluationOfVersion) => e.baseline && evaluationId(e.baseline.evaluation),
      baselineRecallAtShare: (e: EvaluationOfVersion) => e.baseline?.recallAtShare ?? null,
    },
    ModelVersionRerun: {
      runId: (rerun: RerunOfVersion) => runId(rerun.run),
      run: named(trainingRun, (rerun: RerunOfVersion) => rerun.run),
      originalRunId: (rerun: RerunOfVersion) => runId(rerun.original),
      original: named(trainingRun, (rerun: RerunOfVersion) => rerun.original),
    },
    PromotionEvidence: {
      evaluationId: (e: Evidence) => evaluationId(e.evaluation),
      baselineEvaluationId: (e: Evidence) => evaluationId(e.baseline),
      runId: (e: Evidence) => runId(e.run),
      run: named(trainingRun, (e: Evidence) => e.run),
      reproductionRunId: (e: Evidence) => runId(e.reproduction),
      reproductionRun: named(trainingRun, (e: Evidence) => e.reproduction),
      datasetId: (e: Evidence) => datasetId(e.dataset),
      dataset: named(dataset, (e: Evidence) => e.dataset),
      verificationId: (e: Evidence) => encodeNodeId('Verification', e.verification),
      verification: named(verification, (e: Evidence) => e.verification),
      initiativeId: (e: Evidence) => encodeNodeId('Initiative', e.initiative),
      initiative: named(initiative, (e: Evidence) => e.initiative),
    },
    Mutation: {
      requestPromotion: command(requestPromotion, ({ subject, environment, reason }, { id }) => ({ model: id('modelId', 'Model'), subject, environment, reason })),
      decidePromotion: command(decidePromotion, ({ promotion, decision, reason }, { id }) => ({ model: id('modelId', 'Model'), promotion, decision, reason })),
      withdrawPromotion: command(withdrawPromotion, ({ promotion, reason }, { id }) => ({ model: id('modelId', 'Model'), promotion, reason })),
      rollBackModelVersion: command(rollBackModelVersion, ({ environment, reason }, { id }) => ({ model: id('modelId', 'Model'), environment, reason })),
    },
  },
};
