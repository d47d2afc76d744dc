import type { Command, Event, IsoWeek, Recorded, Subject } from '@throughline/kernel';
import type { FigureData, KpiPin, RowsSource } from '../data/index.ts';

/** A scoring run as this context knows it, with the end of its model version's training. */
export interface ScoredRun {
  readonly run: string;
  readonly kpi: string;
  readonly model: string | null;
  readonly subject: Subject | null;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly weeks: readonly IsoWeek[];
  readonly predictions: string;
  /** Half-open: outcomes of the days before it may have been seen; null when the version is not registered. */
  readonly trainedUntil: string | null;
}

export interface ComparisonWish {
  readonly kpi: string;
  readonly incumbentRun: string;
  readonly candidateRun: string;
  readonly after: string;
  readonly businessDate: string;
}

export interface ComparisonFacts {
  readonly kpi: KpiPin | null;
  readonly incumbent: ScoredRun | null;
  readonly candidate: ScoredRun | null;
  /** Of the dataset version that both runs scored. */
  readonly rows: RowsSource | null;
}

export interface ComparedWeekData {
  readonly week: IsoWeek;
  readonly incumbent: FigureData;
  readonly candidate: FigureData;
  readonly difference: FigureData;
  readonly onlyIncumbent: number | null;
  readonly onlyCandidate: number | null;
}

export interface ComparisonFigures {
  readonly weeks: readonly ComparedWeekData[];
  readonly difference: FigureData;
}

export interface ComparisonRequest {
  readonly kpi: KpiPin;
  readonly modelName: string;
  readonly incumbent: Subject;
  readonly candidate: Subject;
  readonly incumbentRun: string;
  readonly candidateRun: string;
  readonly incumbentPredictions: string;
  readonly candidatePredictions: string;
  readonly weeks: readonly IsoWeek[];
  readonly after: string;
  readonly rows: RowsSource;
}

export type Verdict = 'candidate-better' | 'incumbent-better' | 'no-difference' | 'undefined';

export type ComparisonCommand =
  | Command<'CompareModelVersions', { readonly wish: ComparisonWish; readonly facts: ComparisonFacts }>
  | Command<'CompleteComparison', { readonly figures: ComparisonFigures }>
  | Command<'FailComparison', { readonly reason: string }>;

export type ComparisonEvent =
  | Event<'ComparisonRequested', ComparisonRequest>
  | Event<'ModelVersionsCompared', ComparisonFigures & {
      readonly kpi: string; readonly kpiVersion: number; readonly modelName: string; readonly incumbent: Subject; readonly candidate: Subject;
      readonly dataset: string; readonly datasetVersion: string; readonly after: string; readonly verdict: Verdict;
    }>
  | Event<'ComparisonFailed', { readonly kpi: string; readonly reason: string }>;

export type Comparison =
  | { readonly status: 'absent' }
  | { readonly status: 'comparing'; readonly request: ComparisonRequest }
  | { readonly status: 'compared' | 'failed' };

export const initialComparison = (): Comparison => ({ status: 'absent' });

export const evolveComparison = (_: Comparison, event: Recorded<ComparisonEvent>): Comparison => {
  switch (event.type) {
    case 'ComparisonRequested':
      return { status: 'comparing', request: event.data };
    case 'ModelVersionsCompared':
      return { status: 'compared' };
    case 'ComparisonFailed':
      return { status: 'failed' };
  }
};
