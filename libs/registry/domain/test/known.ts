import type { Digest, Subject } from '@throughline/kernel';
import type { Evaluation, Figure, ModelEvent, ModelVersion, Promotion, PromotionFacts, Registration, Rerun } from '../src/index.ts';

/** A subject by one letter. */
export const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: `sha256:${letter.repeat(64)}` as Digest });

const plain = (value: number): Figure => ({ value, reason: null, lower: null, upper: null, method: null });

export const ofVersion = { model: 'model-1', name: 'late-flights', subject: artifact('a') };

export const registration: Registration = {
  ...ofVersion, kpi: 'kpi-1', run: 'training-run-1', dataset: 'dataset-1', datasetName: 'flights', datasetVersion: '3-q1',
  datasetDigest: `sha256:${'c'.repeat(64)}`, contractVersion: 1, period: { from: '2001-01-01', to: '2001-03-01' },
  manifestDigest: `sha256:${'d'.repeat(64)}`, authors: ['human:eve'],
};

export const evaluation: Evaluation = {
  ...ofVersion, evaluation: 'evaluation-1', kpi: 'kpi-1', kpiVersion: 1, datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'],
  figures: { recallAtShare: plain(0.44), auc: plain(0.63), logLoss: plain(0.5), calibrationError: plain(0.01) },
  baseline: { evaluation: 'evaluation-0', recallAtShare: 0.35 }, beatsBaseline: true, authors: ['human:eva'],
};

/** A rerun that made the same again. */
export const reproduction: Rerun = { ...ofVersion, run: 'training-run-2', original: 'training-run-1', manifestDigest: registration.manifestDigest, differences: 0, authors: ['human:rob'] };

export const version: Extract<ModelVersion, { status: 'registered' }> = { status: 'registered', registration, starters: registration.authors, evaluations: [evaluation], reruns: [reproduction] };

/** Facts with which a promotion of {@link registration}'s subject is complete. */
export const facts: PromotionFacts = {
  version,
  kpiDefinedIn: 1,
  contract: { verification: 'verification-1', verdict: 'met', severeFailures: [], authors: ['human:dan'] },
  gates: [{ initiative: 'initiative-1', passed: true, open: [], authors: ['human:olga'] }],
};

/** The same facts about another subject. */
export const factsOf = (letter: string): PromotionFacts => {
  const subject = artifact(letter);
  return { ...facts, version: {
    ...version, registration: { ...registration, subject }, evaluations: [{ ...evaluation, subject }], reruns: [{ ...reproduction, subject }],
  } };
};

export const evidence = {
  evaluation: 'evaluation-1', baseline: 'evaluation-0', recallAtShare: 0.44, baselineRecallAtShare: 0.35, run: 'training-run-1', reproduction: 'training-run-2',
  dataset: 'dataset-1', datasetVersion: '3-q1', verification: 'verification-1', initiative: 'initiative-1',
  authors: ['human:eve', 'human:eva', 'human:rob', 'human:dan', 'human:olga'],
};

const NUMBERS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3 };

const about = (promotion: string, letter: string): Promotion => ({
  promotion, model: 'model-1', name: 'late-flights', subject: artifact(letter), number: NUMBERS[letter]!, environment: 'production', reason: 'because',
});

/** A model with versions a, b and c, numbered 1, 2 and 3. */
export const history: readonly ModelEvent[] = [
  { type: 'ModelNamed', data: { name: 'late-flights' } },
  ...Object.entries(NUMBERS).map(([letter, number]): ModelEvent =>
    ({ type: 'ModelVersionNumbered', data: { model: 'model-1', name: 'late-flights', subject: artifact(letter), number } })),
];

export const requested = (promotion: string, letter: string): ModelEvent => ({ type: 'PromotionRequested', data: { ...about(promotion, letter), kpi: 'kpi-1', evidence } });
export const promoted = (promotion: string, letter: string, previous: string | null = null): Extract<ModelEvent, { type: 'ModelVersionPromoted' }> => ({
  type: 'ModelVersionPromoted', data: { ...about(promotion, letter), kpi: 'kpi-1', previous: previous ? artifact(previous) : null, evaluation: evidence.evaluation, evidence },
});
export const declined = (promotion: string, letter: string): ModelEvent => ({ type: 'PromotionDeclined', data: about(promotion, letter) });
export const withdrawn = (promotion: string, letter: string): ModelEvent => ({ type: 'PromotionWithdrawn', data: about(promotion, letter) });
export const rolledBack = (letter: string, previous: string): ModelEvent => {
  const { promotion: _, ...data } = about('', letter);
  return { type: 'ModelVersionRolledBack', data: { ...data, kpi: 'kpi-1', previous: artifact(previous) } };
};
