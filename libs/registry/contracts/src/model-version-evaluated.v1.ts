import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { authors, datasetVersion, figureExample, figures, name, streamId, subject, week } from './shared.ts';

const schema = Type.Object({
  model: streamId,
  name,
  subject,
  evaluation: streamId,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  datasetVersion,
  weeks: Type.Array(week),
  figures,
  /** The newest evaluation of a baseline on the same rows; null when there is none. */
  baseline: Type.Union([Type.Object({ evaluation: streamId, recallAtShare: Type.Number() }, { additionalProperties: false }), Type.Null()]),
  /** Null when it cannot be said. */
  beatsBaseline: Type.Union([Type.Boolean(), Type.Null()]),
  authors,
}, { additionalProperties: false });

export type ModelVersionEvaluatedV1 = Static<typeof schema>;

/** Monitoring measured this model version. */
export const modelVersionEvaluatedV1 = defineEvent<ModelVersionEvaluatedV1>({
  context: 'registry', aggregate: 'model-version', type: 'model-version-evaluated', version: 1,
  summary: 'Monitoring measured this model version.',
  schema,
  example: {
    model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61',
    kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', kpiVersion: 1, datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'],
    figures: { recallAtShare: figureExample, auc: figureExample, logLoss: figureExample, calibrationError: figureExample },
    baseline: { evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e62', recallAtShare: 0.35 }, beatsBaseline: true, authors: ['human:eve'],
  },
});
