import type { Digest, Subject } from '@throughline/kernel';

const digestExample = (digit: string): Digest => `sha256:${digit.repeat(64)}`;

export const example = {
  run: 'training-run-1b2c3d4e-5f60-5a71-8b92-a3b4c5d6e7f8',
  earlierRun: 'training-run-0a1b2c3d-4e5f-5061-8273-8495a6b7c8d9',
  kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21',
  dataset: 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31',
  monitor: 'monitor-7d8e9fa0-b1c2-5d3e-8f4a-5b6c7d8e9fa0',
  fileDigest: digestExample('a'), codeDigest: digestExample('b'), featuresDigest: digestExample('c'), parametersDigest: digestExample('d'),
  manifestDigest: digestExample('e'), artifactDigest: digestExample('f'), predictionsDigest: digestExample('1'), seriesDigest: digestExample('2'),
  label: { name: 'late', expression: 'delay > 15', columns: ['delay'] },
  subject: { kind: 'artifact', digest: digestExample('f') } satisfies Subject as Subject,
  evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'], program: { command: ['node', 'score.mjs'] } },
};
