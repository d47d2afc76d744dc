import { subjectKey } from '@throughline/kernel';
import { command, event, givenThe } from '@throughline/testing';
import { aScoringRun, facts, features, subject, version } from '../../test/runs.ts';
import type { StartScoringRun } from './start-scoring-run.ts';
import { trainingRunDecider } from './training-run.decider.ts';
import type { TrainingRunCommand, TrainingRunEvent } from './training-run.ts';

const given = givenThe(trainingRunDecider);
const start = (data: StartScoringRun) => command<TrainingRunCommand>('StartScoringRun', data);
const byFeature = (feature: string): Pick<StartScoringRun, 'purpose' | 'scorer'> => ({ purpose: 'baseline', scorer: { kind: 'feature', feature, features: { ok: true, features } } });
const started = (data: StartScoringRun) => {
  const { decision } = given().when(start(data));
  if (!decision.accepted || decision.events[0]?.type !== 'TrainingRunStarted') throw new Error('not started');
  return decision.events[0].data;
};
const window = { monitor: 'monitor-1', week: '2001-W10' };
const early = aScoringRun({ purpose: 'window', window, asked: { week: '2001-W10' }, facts: { ...facts, version: null } });
const deferred = event<TrainingRunEvent>('TrainingRunDeferred', {
  kind: 'score', purpose: 'window', kpi: 'kpi-1', dataset: 'dataset-1', datasetVersion: '3-q1', subject, window, waitingFor: 'TRAINING.NO_SUCH_DATASET_VERSION', asked: { week: '2001-W10' },
});

describe('starting a scoring run', () => {
  it('scores with the program that was recorded with the run that made the model', () => {
    const { spec, manifest } = started(aScoringRun());
    expect(spec).toMatchObject({ kind: 'score', model: 'late-flights', subject, scorer: { kind: 'program' }, program: { command: ['node', 'score.mjs'] }, period: null, label: null });
    expect(manifest).toMatchObject({ rows: { weeks: ['2001-W10', '2001-W11'] }, scorer: { kind: 'program', model: subject.kind === 'artifact' && subject.digest }, label: null });
  });

  it('scores with one feature and needs no program', () => {
    const { spec, featureSet } = started(aScoringRun(byFeature('origin_late_1d')));
    expect(spec).toMatchObject({ model: null, subject: null, program: null, scorer: { kind: 'feature', feature: 'origin_late_1d' }, features: { names: ['origin_late_1d'] } });
    expect(featureSet.features).toHaveLength(1);
  });

  it('has one manifest for the same rows and model, whatever it is for', () => {
    const window = started(aScoringRun({ purpose: 'window', window: { monitor: 'monitor-1', week: '2001-W10' }, kpiVersion: 1 }));
    expect(window.spec.manifestDigest).toBe(started(aScoringRun({ weeks: ['2001-W10', '2001-W11'] })).spec.manifestDigest);
    expect(window.spec.kpiVersion).toBe(1);
  });

  it.each<[string, StartScoringRun, string, object]>([
    ['a feature that is not declared', aScoringRun(byFeature('weather')), 'TRAINING.NO_SUCH_FEATURE', { features: 'weekday, origin_late_1d' }],
    ['a model for a baseline', aScoringRun({ purpose: 'baseline' }), 'TRAINING.PURPOSE_DOES_NOT_FIT', { wanted: 'feature', scorer: 'model' }],
    ['a feature for an evaluation', aScoringRun({ ...byFeature('weekday'), purpose: 'evaluation' }), 'TRAINING.PURPOSE_DOES_NOT_FIT', { wanted: 'model' }],
    ['a model that nobody made', aScoringRun({ scorer: { kind: 'model', subject, recipe: null } }), 'TRAINING.SUBJECT_UNKNOWN', { subject: subjectKey(subject) }],
    ['a week that no year has', aScoringRun({ weeks: ['2001-W53'] }), 'TRAINING.ROWS_INVALID', {}],
    ['a week that the version does not hold', aScoringRun({ weeks: ['2001-W20'] }), 'TRAINING.OUTSIDE_VERSION', { wanted: '2001-W20' }],
    ['a breached version', aScoringRun({ facts: { ...facts, version: { ...version, verdict: 'breached', severeFailures: ['no-null'] } } }), 'TRAINING.CONTRACT_BREACHED', { rules: 'no-null' }],
  ])('refuses %s', (_, data, code, detail) => {
    const asked = given().when(start(data));
    asked.thenRefused(code as never);
    expect(asked.decision).toMatchObject({ detail });
  });

  it('waits for a fact that is still on its way when a fact asked for it', () => {
    given().when(start(early)).then(deferred);
  });

  it('starts when the fact has come, and is refused while it has not', () => {
    given(deferred).when(start(aScoringRun({ purpose: 'window', window, asked: { week: '2001-W10' } }))).then({ type: 'TrainingRunStarted', data: started(aScoringRun({ purpose: 'window', window })) });
    given(deferred).when(start(early)).thenRefused('TRAINING.NO_SUCH_DATASET_VERSION');
  });
});
