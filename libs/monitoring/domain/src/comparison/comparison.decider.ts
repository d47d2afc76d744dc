import { accept, reject, type Decider } from '@throughline/kernel';
import type { FigureData, KpiPin } from '../data/index.ts';
import { evolveComparison, initialComparison, type Comparison, type ComparisonCommand, type ComparisonEvent, type Verdict } from './comparison.ts';
import { requestComparison, type ComparisonDecision, type ComparisonRefusal } from './request-comparison.ts';

/** Without an interval nobody can tell them apart; with one, zero inside it is no difference. */
export const verdictOf = ({ lower, upper }: FigureData, { direction }: Pick<KpiPin, 'direction'>): Verdict => {
  if (lower === null || upper === null) return 'undefined';
  if (lower <= 0 && upper >= 0) return 'no-difference';
  return (lower > 0) === (direction === 'higher') ? 'candidate-better' : 'incumbent-better';
};

const decide = (command: ComparisonCommand, state: Comparison): ComparisonDecision => {
  if (command.type === 'CompareModelVersions') return state.status === 'absent' ? requestComparison(command) : accept();
  if (state.status === 'absent') return reject('MONITORING.NO_SUCH_COMPARISON');
  // A second worker's late answer: the first one stands.
  if (state.status !== 'comparing') return accept();
  const { kpi, modelName, incumbent, candidate, after, rows } = state.request;
  switch (command.type) {
    case 'CompleteComparison': {
      const { figures } = command.data;
      return accept({ type: 'ModelVersionsCompared', data: {
        ...figures, kpi: kpi.kpi, kpiVersion: kpi.kpiVersion, modelName, incumbent, candidate, dataset: rows.dataset, datasetVersion: rows.datasetVersion, after,
        verdict: verdictOf(figures.difference, kpi),
      } });
    }
    case 'FailComparison':
      return accept({ type: 'ComparisonFailed', data: { kpi: kpi.kpi, reason: command.data.reason } });
  }
};

export const comparisonDecider: Decider<ComparisonCommand, Comparison, ComparisonEvent, ComparisonRefusal> = {
  initialState: initialComparison, decide, evolve: evolveComparison,
};
