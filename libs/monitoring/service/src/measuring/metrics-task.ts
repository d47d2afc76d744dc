import type { ComparisonFigures, EvaluationFigures } from '@throughline/monitoring-domain';
import type { WindowPerformance } from './figures-of.ts';

/** Figures to be computed from the file that a data job wrote. */
export interface MetricsTask {
  readonly kind: 'evaluation' | 'window' | 'comparison';
  readonly file: string;
  readonly weeks: readonly string[];
  readonly share: number;
}

export interface MetricsResults {
  readonly evaluation: EvaluationFigures;
  readonly window: WindowPerformance;
  readonly comparison: ComparisonFigures;
}

export type MetricsAnswer = { readonly result: MetricsResults[MetricsTask['kind']] } | { readonly problem: string; readonly final: boolean };
