import { command, event, givenThe } from '@throughline/testing';
import { kpi, rows, subject } from '../../test/monitor-story.ts';
import { figureData, noFigureData } from '../data/index.ts';
import { evaluationDecider } from './evaluation.decider.ts';
import type { Baseline, EvaluationCommand, EvaluationEvent, EvaluationFacts, EvaluationFigures, EvaluationRequest } from './evaluation.ts';

const given = givenThe(evaluationDecider);
const request: EvaluationRequest = {
  run: 'run-1', kpi: 'kpi-1', purpose: 'evaluation', scorer: { kind: 'model', subject: subject('a') }, model: 'late-flights', dataset: 'dataset-1', datasetName: 'flights',
  datasetVersion: '3-q1', datasetDigest: 'sha256:f', weeks: ['2001-W10'], predictions: 'sha256:p', labelCut: 'sha256:c',
};
const facts: EvaluationFacts = { kpi: kpi(), rows: rows('3-q1'), missing: [] };
const unknown: EvaluationFacts = { kpi: null, rows: rows('3-q1'), missing: ['kpi'] };
const requested = event<EvaluationEvent>('EvaluationRequested', { ...request, awaiting: [] });
const awaited = event<EvaluationEvent>('EvaluationRequested', { ...request, awaiting: ['kpi'] });
const startedOf = (wish: EvaluationRequest) => event<EvaluationEvent>('EvaluationStarted', { request: wish, kpi: kpi(), rows: rows('3-q1'), startedBy: 'human:somebody' });
const started = startedOf(request);
const plain = figureData({ kind: 'value', value: 0.6, counts: {} });
const figures = (recall: number | null): EvaluationFigures => ({
  weeks: [], labels: 'sha256:l', figures: { auc: plain, logLoss: plain, calibrationError: plain, recallAtShare: recall === null ? noFigureData('one-class') : { ...plain, value: recall } },
});
const baseline: Baseline = { evaluation: 'evaluation-b', recallAtShare: 0.35, weeks: ['2001-W10'] };
const complete = (recall: number | null, beside: Baseline | null = baseline) => command<EvaluationCommand>('CompleteEvaluation', { measured: figures(recall), baseline: beside });
const measured = (recall: number | null, beside: Baseline | null, beats: boolean | null, wish = request) =>
  event<EvaluationEvent>('EvaluationMeasured', { ...figures(recall), request: wish, kpiVersion: 1, share: 0.3, baseline: beside, beatsBaseline: beats });
const failed = event<EvaluationEvent>('EvaluationFailed', { run: 'run-1', kpi: 'kpi-1', reason: 'no file' });
const data = (e: EvaluationEvent) => ({ type: e.type, data: e.data }) as EvaluationEvent;
const ask = command<EvaluationCommand>('RequestEvaluation', { request, facts });

describe('an evaluation', () => {
  it('starts when everything is known, and once', () => {
    given().when(ask).then(data(requested), data(started));
    given(requested, started).when(ask).thenNothing();
  });

  it('waits in itself for what is on its way', () => {
    given().when(command<EvaluationCommand>('RequestEvaluation', { request, facts: unknown })).then(data(awaited));
    given(awaited).when(command<EvaluationCommand>('ResumeEvaluation', { facts: unknown })).thenNothing();
    given(awaited).when(command<EvaluationCommand>('ResumeEvaluation', { facts })).then(data(started));
    given(awaited, started).when(command<EvaluationCommand>('ResumeEvaluation', { facts })).thenNothing();
  });

  it.each([
    ['beats the baseline', 0.44, true], ['ties with it', 0.35, false], ['is below it', 0.3, false], ['is undefined', null, null],
  ])('that %s says so', (_, recall, beats) => {
    given(requested, started).when(complete(recall)).then(data(measured(recall, baseline, beats)));
  });

  it('without a baseline on the same rows beats nothing', () => {
    given(requested, started).when(complete(0.44, null)).then(data(measured(0.44, null, null)));
  });

  it('of a baseline is set beside none', () => {
    const own: EvaluationRequest = { ...request, purpose: 'baseline', scorer: { kind: 'feature', feature: 'origin_late_1d' }, model: null };
    given(event<EvaluationEvent>('EvaluationRequested', { ...own, awaiting: [] }), startedOf(own)).when(complete(0.35)).then(data(measured(0.35, null, null, own)));
  });

  it('is measured again beside a baseline that comes later', () => {
    const beside = command<EvaluationCommand>('MeasureBesideBaseline', { baseline });
    given(requested, started, measured(0.44, null, null)).when(beside).then(data(started));
    given(requested, started, measured(0.44, baseline, true)).when(beside).thenNothing();
    given(requested, started).when(beside).thenNothing();
  });

  it('keeps whose run it measures, whoever makes it go on', () => {
    const resume = command<EvaluationCommand>('ResumeEvaluation', { facts }).by('policy:x', 'ann');
    given(awaited.by('policy:x', 'eve')).when(resume).then({ type: 'EvaluationStarted', data: { request, kpi: kpi(), rows: rows('3-q1'), startedBy: 'human:eve' } });
  });

  it('keeps the first of two ends', () => {
    given(requested, started, measured(0.44, baseline, true)).when(complete(0.3)).thenNothing();
    given(requested, started, measured(0.44, baseline, true)).when(command<EvaluationCommand>('FailEvaluation', { reason: 'late' })).thenNothing();
    given(requested, started, failed).when(complete(0.3)).thenNothing();
  });

  it('that failed can be tried again, and only that', () => {
    const again = command<EvaluationCommand>('RemeasureEvaluation', { facts });
    given(requested, started).when(command<EvaluationCommand>('FailEvaluation', { reason: 'no file' })).then(data(failed));
    given(requested, started, failed).when(again).then(data(started));
    given(requested, started).when(again).thenRefused('MONITORING.NOTHING_TO_REPEAT', { status: 'measuring' });
  });

  it('must exist', () => {
    given().when(complete(0.4)).thenRefused('MONITORING.NO_SUCH_EVALUATION');
  });
});
