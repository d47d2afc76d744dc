import { weekPeriod, type Subject } from '@throughline/kernel';
import {
  figureData, noFigureData, type DatasetVersionFacts, type KpiPin, type MonitorCommand, type MonitorEvent, type Reference, type RowsSource, type Wanted, type WindowFigures,
  describeRows,
} from '../src/index.ts';

export const subject = (letter: string): Subject => ({ kind: 'artifact', digest: `sha256:${letter.repeat(64)}` });
export const monitor = 'monitor-1';
export const wanted = (over: Partial<Wanted> = {}): Wanted =>
  ({ model: 'model-1', modelName: 'late-flights', environment: 'production', kpi: 'kpi-1', subject: subject('a'), cause: 'promotion', ...over });

export const version = (datasetVersion = '4-q1', over: Partial<DatasetVersionFacts> = {}, source: Partial<DatasetVersionFacts['source']> = {}): DatasetVersionFacts => ({
  source: { dataset: 'dataset-1', datasetName: 'flights', datasetVersion, file: 'flights.parquet', sha256: 'sha256:f', range: null, minusKeys: [], ...source },
  verdict: 'met', moments: ['prediction', 'departure', 'arrival'],
  columns: [
    { name: 'origin', logicalType: 'string', availableAt: 'prediction', expression: null },
    { name: 'distance', logicalType: 'integer', availableAt: 'prediction', expression: null },
    { name: 'date', logicalType: 'timestamp', availableAt: 'departure', expression: null },
    { name: 'day', logicalType: 'date', availableAt: 'prediction', expression: 'CAST(date AS DATE)' },
    { name: 'delay', logicalType: 'integer', availableAt: 'arrival', expression: null },
  ],
  ...over,
});
export const rows = (datasetVersion = '4-q1'): RowsSource => describeRows(version(datasetVersion))!;
export const reference = (datasetVersion = '3-q1'): Reference => ({ rows: rows(datasetVersion), period: { from: '2001-01-01', to: '2001-03-01' }, watched: [] });
export const kpi = (over: Partial<KpiPin> = {}): KpiPin => ({
  kpi: 'kpi-1', kpiVersion: 1, share: 0.3, direction: 'higher', procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, target: 0.43,
  guards: [{ metric: 'calibration-error', atMost: 0.05 }], ...over,
});
export const baselineScorer = { feature: 'origin_late_1d', run: 'training-run-b' };

const plain = (value: number) => figureData({ kind: 'value', value, counts: {} });
export const figures = (recall: number | null, over: Partial<WindowFigures> = {}): WindowFigures => ({
  rows: 1000, positives: 200, auc: plain(0.63), recallAtShare: recall === null ? noFigureData('one-class') : { ...plain(recall), lower: recall - 0.01, upper: recall + 0.01, method: 'wilson' },
  calibrationError: plain(0.03), logLoss: plain(0.48), baselineRecallAtShare: plain(0.39), drift: [], referenceProfile: null, ...over,
});

type Of<Union extends { readonly type: string }, Type extends Union['type']> = Extract<Union, { type: Type }>;
const asEvent = <T extends MonitorEvent['type']>(type: T, data: Of<MonitorEvent, T>['data']): MonitorEvent => ({ type, data }) as MonitorEvent;
const wish = <T extends MonitorCommand['type']>(type: T, data: Of<MonitorCommand, T>['data']): Omit<MonitorCommand, 'meta'> => ({ type, data }) as Omit<MonitorCommand, 'meta'>;
export const activated = (over: Partial<Wanted> = {}) => asEvent('MonitorActivated', { monitor, ...wanted(over), kpiVersion: 1, reference: reference() });
export const changedTo = (letter: string, cause: Wanted['cause'] = 'promotion', previous = 'a') =>
  asEvent('MonitorSubjectChanged', { monitor, ...wanted({ subject: subject(letter), cause }), previous: subject(previous), reference: reference('5-q1') });
export const opened = (week: string, over: Partial<Extract<MonitorEvent, { type: 'WindowOpened' }>['data']> = {}) => asEvent('WindowOpened', {
  monitor, modelName: 'late-flights', week, period: weekPeriod(week), dataset: 'dataset-1', datasetName: 'flights', datasetVersion: '4-q1', businessDate: weekPeriod(week).to,
  subject: subject('a'), kpi: kpi(), baselineScorer, ...over,
});
export const scored = (week: string, purpose: 'window' | 'window-baseline' = 'window') => asEvent('WindowScored', { monitor, week, purpose, run: `run-${purpose}`, predictions: `sha256:${purpose}` });
export const labels = (datasetVersion = '4-q1', businessDate = '2001-04-16') => ({ datasetVersion, businessDate, rows: rows(datasetVersion) });
export const confirmed = (week: string, datasetVersion?: string, businessDate?: string) => asEvent('LabelsConfirmed', { monitor, week, ...labels(datasetVersion, businessDate) });
const predictions = (purpose: string) => ({ run: `run-${purpose}`, digest: `sha256:${purpose}` });
export const requested = (week: string, revision = 1, datasetVersion?: string, businessDate?: string, over: { reference?: Reference } = {}) => asEvent('WindowMeasurementRequested', {
  monitor, week, revision,
  measurement: { model: predictions('window'), baseline: predictions('window-baseline'), labels: labels(datasetVersion, businessDate), kpi: kpi(), reference: reference(), ...over },
});
export const measured = (week: string, recall: number | null, over: { revision?: number; met?: boolean | null; subject?: Subject } = {}) => asEvent('WindowMeasured', {
  monitor, kpi: 'kpi-1', kpiVersion: 1, modelName: 'late-flights', subject: subject('a'), week, revision: 1, datasetVersion: '4-q1', ...figures(recall),
  kpiMet: recall === null ? null : recall >= 0.43, guardsBroken: [], guardsUndefined: [], ...over,
});
/** A window from its opening to the request for its measurement. */
export const ready = (week: string, over: Parameters<typeof opened>[1] = {}) => [opened(week, over), scored(week), scored(week, 'window-baseline'), confirmed(week), requested(week)];
export const settled = (week: string, recall: number | null, over: Parameters<typeof opened>[1] = {}) => [...ready(week, over), measured(week, recall)];
export const alerted = (weeks: readonly string[]) =>
  asEvent('AlertRaised', { monitor, alert: 'alert-1', kpi: 'kpi-1', modelName: 'late-flights', subject: subject('a'), weeks, reason: 'missed' });

export const asked = {
  open: (week: string, over: Partial<Extract<MonitorCommand, { type: 'OpenWindow' }>['data']> = {}) => wish('OpenWindow', {
    monitor, week, datasetVersion: '4-q1', businessDate: '2001-07-30', version: version(), kpi: kpi(), baselineScorer, ...over,
  }),
  score: (week: string, purpose: 'window' | 'window-baseline' = 'window', over: object = {}) => wish('RecordWindowPredictions', {
    monitor, week, purpose, run: `run-${purpose}`, subject: purpose === 'window' ? subject('a') : null, predictions: `sha256:${purpose}`, ...over,
  }),
  confirm: (week: string, datasetVersion = '4-q1', businessDate = '2001-04-16', over: object = {}) => wish('ConfirmLabels', {
    monitor, week, datasetVersion, businessDate, version: version(datasetVersion), ...over,
  }),
  complete: (week: string, recall: number | null, revision = 1, over: Partial<WindowFigures> = {}) =>
    wish('CompleteWindowMeasurement', { monitor, week, revision, figures: figures(recall, over) }),
  fail: (week: string, revision = 1) => wish('FailWindowMeasurement', { monitor, week, revision, reason: 'no file' }),
};
