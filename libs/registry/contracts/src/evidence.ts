import { Type, type Static } from 'typebox';
import { authors, datasetVersion, streamId } from './shared.ts';

/** What a promotion rests on, all of it about one subject. */
export const evidence = Type.Object({
  /** Evaluation of this very subject that beats the baseline on the same rows. */
  evaluation: streamId,
  /** The baseline's evaluation. */
  baseline: streamId,
  /** Recall at the KPI's share, of the subject. */
  recallAtShare: Type.Number(),
  /** The same figure of the baseline on the same rows. */
  baselineRecallAtShare: Type.Number(),
  /** Run that made the subject, and the rerun that gave the same result. */
  run: streamId,
  reproduction: streamId,
  dataset: streamId,
  datasetVersion,
  /** Verification by which the data contract holds for that dataset version. */
  verification: streamId,
  /** Initiative whose gate to MVP is passed. */
  initiative: streamId,
  authors,
}, { additionalProperties: false });

export type Evidence = Static<typeof evidence>;

export const evidenceExample: Evidence = {
  evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61', baseline: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e62',
  recallAtShare: 0.44, baselineRecallAtShare: 0.35,
  run: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f61', reproduction: 'training-run-2d3e4f5a-6b7c-5d8e-8f9a-1b2c3d4e5f62',
  dataset: 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31', datasetVersion: '3-q1',
  verification: 'verification-3e4f5a6b-7c8d-5e9f-8a0b-2c3d4e5f6a71', initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11',
  authors: ['human:eve'],
};
