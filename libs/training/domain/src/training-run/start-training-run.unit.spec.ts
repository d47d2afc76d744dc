import { digestOf } from '@throughline/kernel';
import { command, event, givenThe } from '@throughline/testing';
import { aDigest, aTrainingRun, features, kpi, version } from '../../test/runs.ts';
import type { StartTrainingRun } from './start-training-run.ts';
import { trainingRunDecider } from './training-run.decider.ts';
import type { TrainingRunCommand, TrainingRunEvent } from './training-run.ts';

const given = givenThe(trainingRunDecider);
const start = (data: StartTrainingRun) => command<TrainingRunCommand>('StartTrainingRun', data);
const started = (data = aTrainingRun()) => {
  const { decision } = given().when(start(data));
  if (!decision.accepted || decision.events[0]?.type !== 'TrainingRunStarted') throw new Error('not started');
  return decision.events[0].data;
};
const withFeature = (expression: string, columns: string[]) =>
  ({ features: { ok: true, features: { ...features, features: [...features.features, { kind: 'row', name: 'extra', expression, columns }] } } }) as const;

describe('starting a training run', () => {
  it('records what the result depends on, and hashes it', () => {
    const { spec, manifest, source } = started();
    expect(spec).toMatchObject({ kind: 'train', purpose: 'train', kpiVersion: 2, datasetDigest: aDigest('file'), contractVersion: 1, features: { names: ['weekday', 'origin_late_1d'] }, limits: { seconds: 900 } });
    expect(spec.manifestDigest).toBe(digestOf(manifest));
    expect(source.file).toBe('flights.parquet');
  });

  it('has the same manifest whoever asks, for whichever KPI, model and evaluation', () => {
    const one = started();
    const other = started(aTrainingRun({ kpi: 'kpi-9', model: 'other', evaluateOn: null, forced: true, limits: { seconds: 5 } }, { kpi: { ...kpi, kpi: 'kpi-9', kpiVersion: 1 } }));
    expect(other.spec.manifestDigest).toBe(one.spec.manifestDigest);
    expect(JSON.stringify(one.manifest)).not.toMatch(/kpi-1|dataset-1|late-flights/);
  });

  it.each<[string, StartTrainingRun]>([
    ['seed', aTrainingRun({ seed: 8 })],
    ['parameters', aTrainingRun({ parameters: { epochs: 7 } })],
    ['command', aTrainingRun({ command: ['node', 'other.mjs'] })],
    ['code', aTrainingRun({}, { program: { folder: 'programs', codeDigest: aDigest('code 2') } })],
    ['period', aTrainingRun({ period: { from: '2001-01-01', to: '2001-03-02' } })],
    ['table format', aTrainingRun({ input: 'parquet' })],
    ['environment', aTrainingRun({}, { environment: { node: 'v25', duckdb: 'v1.5', platform: 'linux-x64' } })],
    ['rows left out', aTrainingRun({}, { version: { ...version, minusKeys: [] } })],
  ])('has another manifest with another %s', (_, data) => {
    expect(started(data).spec.manifestDigest).not.toBe(started().spec.manifestDigest);
  });

  it('is done once however often it is asked', () => {
    given(event<TrainingRunEvent>('TrainingRunStarted', started())).when(start(aTrainingRun())).thenNothing();
  });

  it('names the column that is not known yet', () => {
    given().when(start(aTrainingRun({}, withFeature('hour(date)', ['date'])))).thenRefused('TRAINING.FEATURE_NOT_KNOWN_YET', {
      dataset: 'flights', feature: 'extra', column: 'date', availableAt: 'departure', moment: 'prediction',
      missing: [{ key: 'extra.date', what: 'extra reads date, which is known at departure', remedy: 'leave date out, or use its outcomes of earlier days' }],
    });
  });

  it.each<[string, StartTrainingRun, string, object]>([
    ['a KPI that is not there', aTrainingRun({}, { kpi: null }), 'TRAINING.NO_SUCH_KPI', { kpi: 'kpi-1' }],
    ['a version that is not there', aTrainingRun({}, { version: null }), 'TRAINING.NO_SUCH_DATASET_VERSION', { version: '3-q1' }],
    ['a version that was not verified', aTrainingRun({}, { version: { ...version, verdict: null } }), 'TRAINING.DATASET_NOT_VERIFIED', { dataset: 'flights' }],
    ['a breached version', aTrainingRun({}, { version: { ...version, verdict: 'breached', severeFailures: ['no-null', 'row-unique'] } }), 'TRAINING.CONTRACT_BREACHED', { rules: 'no-null, row-unique' }],
    ['a version without a verdict', aTrainingRun({}, { version: { ...version, verdict: 'inconclusive' } }), 'TRAINING.VERIFICATION_INCONCLUSIVE', { rules: 'no rule was evaluated' }],
    ['a contract that is not there', aTrainingRun({}, { version: { ...version, contract: null } }), 'TRAINING.CONTRACT_UNKNOWN', { contractVersion: 1 }],
    ['a contract that orders no prediction', aTrainingRun({}, { version: { ...version, contract: { ...version.contract!, moments: ['arrival'] } } }), 'TRAINING.PREDICTION_MOMENT_MISSING', { moment: 'prediction' }],
    ['a contract without a day', aTrainingRun({}, { version: { ...version, contract: { ...version.contract!, columns: [] } } }), 'TRAINING.DAY_UNKNOWN', { columns: 'none' }],
    ['declarations that are wrong', aTrainingRun({}, { features: { ok: false, problems: [{ path: 'features[0].name', message: 'is missing' }] } }), 'TRAINING.FEATURES_INVALID', { problems: 'features[0].name is missing' }],
    ['a column that the contract does not have', aTrainingRun({}, withFeature('abs(weather)', ['weather'])), 'TRAINING.COLUMN_NOT_IN_CONTRACT', { column: 'weather' }],
    ['a column of which nobody says when it is known', aTrainingRun({}, withFeature('length(note)', ['note'])), 'TRAINING.COLUMN_AVAILABILITY_UNKNOWN', { column: 'note' }],
    ['another label than the KPI counts', aTrainingRun({}, { kpi: { ...kpi, procedure: { ...kpi.procedure, expression: 'delay > 30' } } }), 'TRAINING.LABEL_IS_NOT_THE_KPIS', { expected: 'late: delay > 30' }],
    ['an empty period', aTrainingRun({ period: { from: '2001-02-01', to: '2001-02-01' } }), 'TRAINING.ROWS_INVALID', {}],
    ['a day that no calendar has', aTrainingRun({ period: { from: '2001-02-01', to: '2001-02-30' } }), 'TRAINING.ROWS_INVALID', {}],
    ['a period beyond the version', aTrainingRun({ period: { from: '2001-01-01', to: '2001-04-02' } }), 'TRAINING.OUTSIDE_VERSION', { available: '2001-01-01 until before 2001-04-01' }],
    ['a week to evaluate on that the version has in part only', aTrainingRun({ evaluateOn: { datasetVersion: '3-q1', weeks: ['2001-W13'], program: { command: ['node'] } } }), 'TRAINING.OUTSIDE_VERSION', { wanted: '2001-W13' }],
    ['a version to evaluate on that is not there', aTrainingRun({}, { evaluateOnVersion: null }), 'TRAINING.NO_SUCH_DATASET_VERSION', { version: '3-q1' }],
    ['a folder that cannot be copied', aTrainingRun({}, { program: { folder: '../x', problem: 'leads out' } }), 'TRAINING.PROGRAM_UNUSABLE', { folder: '../x', reason: 'leads out' }],
    ['parameters that JSON cannot carry', aTrainingRun({ parameters: { text: '\ud800' } }), 'TRAINING.PARAMETERS_INVALID', {}],
  ])('refuses %s', (_, data, code, detail) => {
    given().when(start(data)).thenRefused(code as never);
    const { decision } = given().when(start(data));
    expect(decision).toMatchObject({ detail });
  });

  it('stores parameters whole up to a limit in bytes, and says it', () => {
    const text = (characters: number) => aTrainingRun({ parameters: { text: '😀'.repeat(characters) } });
    const room = (100_000 - '{"text":""}'.length) / 4;
    expect(started(text(Math.floor(room))).parameters).toEqual({ text: '😀'.repeat(Math.floor(room)) });
    given().when(start(text(Math.floor(room) + 1))).thenRefused('TRAINING.PARAMETERS_TOO_LARGE', { bytes: 11 + 4 * (Math.floor(room) + 1), limit: 100_000 });
  });
});
