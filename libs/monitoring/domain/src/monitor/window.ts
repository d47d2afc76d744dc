import type { IsoWeek, Period, Subject } from '@throughline/kernel';
import type { FigureData, KpiPin, RowsSource, WatchedColumn } from '../data/index.ts';

export type WindowPurpose = 'window' | 'window-baseline';

export interface Predictions {
  readonly run: string;
  readonly digest: string;
}

/** What scores the baseline beside the model, taken from the evaluation that the KPI's baseline names. */
export interface BaselineScorer {
  readonly feature: string;
  readonly run: string;
}

export interface Drift {
  readonly feature: string;
  readonly kind: 'edges' | 'categories';
  readonly cells: number;
  readonly jensenShannon: number | null;
  readonly psi: number | null;
  readonly reason: string | null;
  readonly referenceValues: number;
  readonly currentValues: number;
  readonly currentNulls: number;
}

export interface WindowFigures {
  readonly rows: number;
  readonly positives: number;
  readonly auc: FigureData;
  readonly recallAtShare: FigureData;
  readonly calibrationError: FigureData;
  readonly logLoss: FigureData;
  readonly baselineRecallAtShare: FigureData;
  readonly drift: readonly Drift[];
  readonly referenceProfile: string | null;
}

export interface Labels {
  readonly datasetVersion: string;
  readonly businessDate: string;
  readonly rows: RowsSource;
}

/** The rows that a subject was trained on, and the columns whose drift is measured against them. */
export interface Reference {
  readonly rows: RowsSource;
  readonly period: Period;
  readonly watched: readonly WatchedColumn[];
}

/** One week under one model version; it waits here until predictions and labels are there, in whichever order they come. */
export interface Window {
  readonly week: IsoWeek;
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetVersion: string;
  /** On which its rows arrived. */
  readonly businessDate: string;
  readonly subject: Subject;
  readonly tenure: number;
  readonly reference: Reference;
  readonly kpi: KpiPin;
  readonly baselineScorer: BaselineScorer | null;
  readonly model: Predictions | null;
  readonly baseline: Predictions | null;
  readonly labels: Labels | null;
  /** Revision that was asked for last; 0 before the first. */
  readonly requested: number;
  /** Why the revision asked for last has no result. */
  readonly failed: string | null;
  readonly measured: { readonly revision: number; readonly value: number | null; readonly met: boolean | null } | null;
}

export const isScored = ({ model, baseline, baselineScorer }: Window): boolean => model !== null && (baseline !== null || baselineScorer === null);
