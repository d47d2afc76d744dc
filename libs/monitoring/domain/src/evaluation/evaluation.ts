import { behalfOf, type Actor, type Command, type Event, type Recorded, type Subject } from '@throughline/kernel';
import type { FigureData, KpiPin, RowsSource } from '../data/index.ts';

export type EvaluationPurpose = 'baseline' | 'evaluation' | 'comparison';
export type Scorer = { readonly kind: 'feature'; readonly feature: string } | { readonly kind: 'model'; readonly subject: Subject };
export type EvaluationFact = 'kpi' | 'dataset-version' | 'data-contract';

export interface EvaluationRequest {
  readonly run: string;
  readonly kpi: string;
  readonly purpose: EvaluationPurpose;
  readonly scorer: Scorer;
  readonly model: string | null;
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetVersion: string;
  readonly datasetDigest: string;
  readonly weeks: readonly string[];
  readonly predictions: string;
  readonly labelCut: string;
}

/** What a measurement needs of other contexts; absent while it is not known. */
export interface EvaluationFacts {
  readonly kpi: KpiPin | null;
  readonly rows: RowsSource | null;
  readonly missing: readonly EvaluationFact[];
}

export interface MeasuredWeek {
  readonly week: string;
  readonly rows: number;
  readonly positives: number;
  readonly recallAtShare: FigureData;
  readonly auc: FigureData;
  readonly logLoss: FigureData;
  readonly calibrationError: FigureData;
}

export interface EvaluationFigures {
  readonly weeks: readonly MeasuredWeek[];
  readonly figures: Readonly<Record<'recallAtShare' | 'auc' | 'logLoss' | 'calibrationError', FigureData>>;
  /** SHA-256 over row numbers and labels. */
  readonly labels: string;
}

/** The newest baseline on the same rows with the same labels. */
export interface Baseline {
  readonly evaluation: string;
  readonly recallAtShare: number;
  readonly weeks: readonly string[];
}

export type EvaluationCommand =
  | Command<'RequestEvaluation', { readonly request: EvaluationRequest; readonly facts: EvaluationFacts }>
  | Command<'ResumeEvaluation', { readonly facts: EvaluationFacts }>
  | Command<'RemeasureEvaluation', { readonly facts: EvaluationFacts }>
  | Command<'CompleteEvaluation', { readonly measured: EvaluationFigures; readonly baseline: Baseline | null }>
  | Command<'MeasureBesideBaseline', { readonly baseline: Baseline }>
  | Command<'FailEvaluation', { readonly reason: string }>;

export type EvaluationEvent =
  | Event<'EvaluationRequested', EvaluationRequest & { readonly awaiting: readonly EvaluationFact[] }>
  | Event<'EvaluationStarted', { readonly request: EvaluationRequest; readonly kpi: KpiPin; readonly rows: RowsSource; readonly startedBy: Actor | null }>
  | Event<'EvaluationMeasured', EvaluationFigures & {
      readonly request: EvaluationRequest; readonly kpiVersion: number; readonly share: number; readonly baseline: Baseline | null; readonly beatsBaseline: boolean | null;
    }>
  | Event<'EvaluationFailed', { readonly run: string; readonly kpi: string; readonly reason: string }>;

interface Started {
  readonly request: EvaluationRequest;
  readonly kpi: KpiPin;
  readonly rows: RowsSource;
  /** The person whose run is measured: author of the evidence, whoever makes it go on. */
  readonly startedBy: Actor | null;
}

export type Evaluation =
  | { readonly status: 'absent' }
  | { readonly status: 'waiting'; readonly request: EvaluationRequest; readonly awaiting: readonly EvaluationFact[]; readonly startedBy: Actor | null }
  | (Started & { readonly status: 'measuring' })
  | (Started & { readonly status: 'failed'; readonly reason: string })
  | (Started & { readonly status: 'measured'; readonly baseline: Baseline | null });

export const initialEvaluation = (): Evaluation => ({ status: 'absent' });

export const evolveEvaluation = (state: Evaluation, event: Recorded<EvaluationEvent>): Evaluation => {
  if (event.type === 'EvaluationRequested') {
    const { awaiting, ...request } = event.data;
    return { status: 'waiting', request, awaiting, startedBy: behalfOf(event) ?? null };
  }
  if (event.type === 'EvaluationStarted') return { status: 'measuring', ...event.data };
  if (state.status === 'absent' || state.status === 'waiting') return state;
  const { request, kpi, rows, startedBy } = state;
  switch (event.type) {
    case 'EvaluationMeasured':
      return { status: 'measured', request, kpi, rows, startedBy, baseline: event.data.baseline };
    case 'EvaluationFailed':
      return { status: 'failed', request, kpi, rows, startedBy, reason: event.data.reason };
  }
};
