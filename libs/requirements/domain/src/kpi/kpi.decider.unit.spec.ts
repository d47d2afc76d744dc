import { command, event, givenThe } from '@throughline/testing';
import { kpiDecider } from './kpi.decider.ts';
import type { KpiCommand, KpiDefinition, KpiEvent, Measurement } from './kpi.ts';

const given = givenThe(kpiDecider);
const definition: KpiDefinition = {
  name: 'Late flights among those warned of', metric: { name: 'recall-at-share', share: 0.3 }, unit: 'ratio', direction: 'higher', window: 'iso-week',
  segment: 'all flights', procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, procedureDigest: 'sha256:c', guards: [{ metric: 'calibration-error', atMost: 0.05 }],
};
const measurement: Measurement = {
  evaluation: 'evaluation-1', kpi: 'kpi-1', kpiVersion: 1, ofModel: false, value: 0.35, reason: null, datasetDigest: 'sha256:d', datasetVersion: '3-q1', weeks: ['2001-W10'],
};
const defined = event<KpiEvent>('KpiDefined', { kpiVersion: 1, definition });
const baseline = event<KpiEvent>('KpiBaselineRecorded', { kpiVersion: 1, value: 0.35, evaluation: 'evaluation-1', datasetDigest: 'sha256:d', datasetVersion: '3-q1', weeks: ['2001-W10'] });
const record = (over: Partial<Measurement> | null = {}) =>
  command<KpiCommand>('RecordKpiBaseline', { kpi: 'kpi-1', evaluation: 'evaluation-1', measurement: over && { ...measurement, ...over } });
const setTarget = (target: number) => command<KpiCommand>('SetKpiTarget', { target });

describe('a KPI', () => {
  it('is defined once', () => {
    given().when(command<KpiCommand>('DefineKpi', { definition })).then({ type: 'KpiDefined', data: { kpiVersion: 1, definition } });
    given(defined).when(command<KpiCommand>('DefineKpi', { definition })).thenNothing();
  });

  it('must exist', () => {
    given().when(setTarget(0.43)).thenRefused('REQUIREMENTS.NO_SUCH_KPI');
  });

  it('revised is a new version without baseline and target', () => {
    const revised = event<KpiEvent>('KpiRevised', { kpiVersion: 2, definition, reason: 'Another share.' });
    given(defined, baseline).when(command<KpiCommand>('ReviseKpi', { definition, reason: 'Another share.' })).then({ type: 'KpiRevised', data: { kpiVersion: 2, definition, reason: 'Another share.' } });
    given(defined, baseline, revised).when(setTarget(0.43)).thenRefused('REQUIREMENTS.BASELINE_MISSING');
  });
});

describe('the baseline', () => {
  it('is taken from a measurement', () => {
    given(defined).when(record()).then({ type: 'KpiBaselineRecorded', data: baseline.data } as KpiEvent);
    given(defined, baseline).when(record()).thenNothing();
  });

  it.each([
    ['not known', record(null)],
    ['of another KPI', record({ kpi: 'kpi-2' })],
    ['of another version', record({ kpiVersion: 2 })],
  ])('is refused for now when the evaluation is %s', (_, asked) => {
    expect(given(defined).when(asked).decision).toMatchObject({ accepted: false, code: 'REQUIREMENTS.EVALUATION_UNKNOWN', final: false });
  });

  it('is no score of a model', () => {
    given(defined).when(record({ ofModel: true })).thenRefused('REQUIREMENTS.EVALUATION_NOT_A_BASELINE');
  });

  it('undefined is not zero', () => {
    given(defined).when(record({ value: null, reason: 'no-positives' })).thenRefused('REQUIREMENTS.BASELINE_UNDEFINED', { evaluation: 'evaluation-1', reason: 'no-positives' });
  });
});

describe('the target', () => {
  it('needs a baseline', () => {
    given(defined).when(setTarget(0.43)).thenRefused('REQUIREMENTS.BASELINE_MISSING');
  });

  it('must beat it in the direction of the KPI', () => {
    given(defined, baseline).when(setTarget(0.35)).thenRefused('REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE', { target: 0.35, baseline: 0.35, direction: 'higher' });
    const lower = event<KpiEvent>('KpiDefined', { kpiVersion: 1, definition: { ...definition, direction: 'lower' } });
    given(lower, baseline).when(setTarget(0.36)).thenRefused('REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE');
  });

  it('set first belongs to the version, changed makes another', () => {
    const first = { kpiVersion: 1, target: 0.43, baseline: 0.35, guards: definition.guards };
    given(defined, baseline).when(setTarget(0.43)).then({ type: 'KpiTargetSet', data: first });
    given(defined, baseline, event<KpiEvent>('KpiTargetSet', first)).when(setTarget(0.43)).thenNothing();
    given(defined, baseline, event<KpiEvent>('KpiTargetSet', first)).when(setTarget(0.45)).then({ type: 'KpiTargetSet', data: { ...first, kpiVersion: 2, target: 0.45 } });
  });
});
