import { command, event, givenThe } from '@throughline/testing';
import { kpi, rows, subject } from '../../test/monitor-story.ts';
import { figureData, noFigureData, type FigureData } from '../data/index.ts';
import { comparisonDecider, verdictOf } from './comparison.decider.ts';
import type { ComparisonCommand, ComparisonEvent, ComparisonFacts, ComparisonWish, ScoredRun } from './comparison.ts';

const given = givenThe(comparisonDecider);
const run = (name: string, letter: string, over: Partial<ScoredRun> = {}): ScoredRun => ({
  run: name, kpi: 'kpi-1', model: 'late-flights', subject: subject(letter), dataset: 'dataset-1', datasetVersion: '6-q1', weeks: ['2001-W21', '2001-W20'],
  predictions: `sha256:${letter}`, trainedUntil: '2001-03-01', ...over,
});
const known = (over: Partial<ComparisonFacts> = {}): ComparisonFacts => ({ kpi: kpi(), incumbent: run('run-a', 'a'), candidate: run('run-b', 'b', { trainedUntil: '2001-05-14' }), rows: rows('6-q1'), ...over });
const compare = (facts: ComparisonFacts = known(), over: Partial<ComparisonWish> = {}) => command<ComparisonCommand>('CompareModelVersions', {
  wish: { kpi: 'kpi-1', incumbentRun: 'run-a', candidateRun: 'run-b', after: '2001-05-14', businessDate: '2001-07-09', ...over }, facts,
});
const requested = event<ComparisonEvent>('ComparisonRequested', {
  kpi: kpi(), modelName: 'late-flights', incumbent: subject('a'), candidate: subject('b'), incumbentRun: 'run-a', candidateRun: 'run-b', incumbentPredictions: 'sha256:a',
  candidatePredictions: 'sha256:b', weeks: ['2001-W20', '2001-W21'], after: '2001-05-14', rows: rows('6-q1'),
});
const figures = (difference: FigureData) => ({ weeks: [], difference });
const interval = (lower: number, upper: number): FigureData => ({ value: (lower + upper) / 2, reason: null, lower, upper, method: 'student-t-over-weeks' });
const data = (e: ComparisonEvent) => ({ type: e.type, data: e.data }) as ComparisonEvent;

describe('a comparison', () => {
  it('is made of the same rows, after a cut that neither version has seen', () => {
    given().when(compare()).then(data(requested));
    given(requested).when(compare()).thenNothing();
  });

  it.each([
    ['an unknown KPI', 'KPI_UNKNOWN', compare(known({ kpi: null }))],
    ['an unknown run', 'RUN_UNKNOWN', compare(known({ candidate: null }))],
    ['a run of another KPI', 'RUN_OF_OTHER_KPI', compare(known({ incumbent: run('run-a', 'a', { kpi: 'kpi-2' }) }))],
    ['a ranking without a model', 'NOT_A_MODEL', compare(known({ incumbent: run('run-a', 'a', { subject: null, model: null }) }))],
    ['a version whose training is not known', 'VERSION_UNKNOWN', compare(known({ candidate: run('run-b', 'b', { trainedUntil: null }) }))],
    ['a cut inside the training', 'CUT_INSIDE_TRAINING', compare(known({ candidate: run('run-b', 'b', { trainedUntil: '2001-05-15' }) }))],
    ['the same version twice', 'SAME_VERSION', compare(known({ candidate: run('run-b', 'a') }))],
    ['versions of two models', 'OTHER_MODEL', compare(known({ candidate: run('run-b', 'b', { model: 'early-flights' }) }))],
    ['other weeks', 'DIFFERENT_ROWS', compare(known({ candidate: run('run-b', 'b', { weeks: ['2001-W20'] }) }))],
    ['another dataset version', 'DIFFERENT_ROWS', compare(known({ candidate: run('run-b', 'b', { datasetVersion: '5-q1' }) }))],
    ['weeks before the cut', 'WEEKS_BEFORE_CUT', compare(known(), { after: '2001-05-15' })],
    ['labels that are not due', 'LABELS_TOO_EARLY', compare(known(), { businessDate: '2001-06-03' })],
    ['a dataset without a contract', 'DATA_CONTRACT_MISSING', compare(known({ rows: null }))],
    ['a cut that is no day', 'NO_SUCH_DATE', compare(known(), { after: '2001-02-30' })],
  ])('is refused for %s', (_, code, wish) => {
    given().when(wish).thenRefused(`MONITORING.${code}` as never);
  });

  it('ends once, with a verdict', () => {
    const complete = command<ComparisonCommand>('CompleteComparison', { figures: figures(interval(0.01, 0.02)) });
    const compared = event<ComparisonEvent>('ModelVersionsCompared', {
      ...figures(interval(0.01, 0.02)), kpi: 'kpi-1', kpiVersion: 1, modelName: 'late-flights', incumbent: subject('a'), candidate: subject('b'), dataset: 'dataset-1',
      datasetVersion: '6-q1', after: '2001-05-14', verdict: 'candidate-better',
    });
    given(requested).when(complete).then(data(compared));
    given(requested, compared).when(complete).thenNothing();
    given(requested, compared).when(command<ComparisonCommand>('FailComparison', { reason: 'late' })).thenNothing();
    given().when(complete).thenRefused('MONITORING.NO_SUCH_COMPARISON');
  });

  it('that fails says why', () => {
    given(requested).when(command<ComparisonCommand>('FailComparison', { reason: 'no file' })).then({ type: 'ComparisonFailed', data: { kpi: 'kpi-1', reason: 'no file' } });
  });
});

describe('the verdict', () => {
  it.each([
    ['candidate-better', interval(0.001, 0.02), 'higher'], ['incumbent-better', interval(-0.02, -0.001), 'higher'], ['no-difference', interval(-0.01, 0.02), 'higher'],
    ['no-difference', interval(0, 0.02), 'higher'], ['incumbent-better', interval(0.001, 0.02), 'lower'], ['undefined', figureData({ kind: 'value', value: 0.01, counts: {} }), 'higher'],
    ['undefined', noFigureData('no-figures'), 'higher'],
  ] as const)('is %s', (verdict, difference, direction) => {
    expect(verdictOf(difference, { direction })).toBe(verdict);
  });
});
