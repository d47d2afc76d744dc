import { accept, behalfOf, reject, type Actor, type Decider, type Decision } from '@throughline/kernel';
import type { KpiPin } from '../data/index.ts';
import {
  evolveEvaluation, initialEvaluation, type Baseline, type Evaluation, type EvaluationCommand, type EvaluationEvent, type EvaluationFacts, type EvaluationFigures, type EvaluationRequest,
} from './evaluation.ts';

export type EvaluationRefusal = 'MONITORING.NO_SUCH_EVALUATION' | 'MONITORING.NOTHING_TO_REPEAT';
type EvaluationDecision = Decision<EvaluationEvent, EvaluationRefusal>;

const started = (request: EvaluationRequest, { kpi, rows }: EvaluationFacts, startedBy: Actor | null): readonly EvaluationEvent[] =>
  kpi && rows ? [{ type: 'EvaluationStarted', data: { request, kpi, rows, startedBy } }] : [];

const beats = (value: number | null, baseline: Baseline | null, { direction }: KpiPin): boolean | null => {
  if (value === null || !baseline) return null;
  return direction === 'higher' ? value > baseline.recallAtShare : value < baseline.recallAtShare;
};

const measured = (state: { readonly request: EvaluationRequest; readonly kpi: KpiPin }, figures: EvaluationFigures, found: Baseline | null): EvaluationEvent => {
  const { request, kpi } = state;
  const baseline = request.purpose === 'baseline' ? null : found;
  return { type: 'EvaluationMeasured', data: {
    ...figures, request, kpiVersion: kpi.kpiVersion, share: kpi.share, baseline, beatsBaseline: beats(figures.figures.recallAtShare.value, baseline, kpi),
  } };
};

const decide = (command: EvaluationCommand, state: Evaluation): EvaluationDecision => {
  if (command.type === 'RequestEvaluation') {
    const { data: { request, facts }, meta } = command;
    if (state.status !== 'absent') return accept();
    const startedBy = behalfOf(meta) ?? null;
    return accept({ type: 'EvaluationRequested', data: { ...request, awaiting: facts.missing } }, ...started(request, facts, startedBy));
  }
  if (state.status === 'absent') return reject('MONITORING.NO_SUCH_EVALUATION');
  switch (command.type) {
    case 'ResumeEvaluation':
      return state.status === 'waiting' ? accept(...started(state.request, command.data.facts, state.startedBy)) : accept();
    case 'RemeasureEvaluation':
      return state.status === 'failed' ? accept(...started(state.request, command.data.facts, state.startedBy)) : reject('MONITORING.NOTHING_TO_REPEAT', { status: state.status });
    case 'CompleteEvaluation':
      // A second worker's late answer: the first one stands.
      return state.status === 'measuring' ? accept(measured(state, command.data.measured, command.data.baseline)) : accept();
    case 'MeasureBesideBaseline':
      if (state.status !== 'measured' || state.request.purpose === 'baseline' || state.baseline?.evaluation === command.data.baseline.evaluation) return accept();
      return accept({ type: 'EvaluationStarted', data: { request: state.request, kpi: state.kpi, rows: state.rows, startedBy: state.startedBy } });
    case 'FailEvaluation':
      if (state.status !== 'measuring') return accept();
      return accept({ type: 'EvaluationFailed', data: { run: state.request.run, kpi: state.request.kpi, reason: command.data.reason } });
  }
};

export const evaluationDecider: Decider<EvaluationCommand, Evaluation, EvaluationEvent, EvaluationRefusal> = {
  initialState: initialEvaluation, decide, evolve: evolveEvaluation,
};
