import { accept, idOf, reject, weekPeriod, type IsoWeek } from '@throughline/kernel';
import { isMet, type Guard } from '../data/index.ts';
import { missedInARow } from './missed-in-a-row.ts';
import type { CompleteWindowMeasurement, FailWindowMeasurement, MonitorDecision } from './monitor-command.ts';
import type { ActiveMonitor, MonitorEvent } from './monitor.ts';
import type { Window, WindowFigures } from './window.ts';

const MISSES_FOR_AN_ALERT = 2;

const guardValue = ({ metric }: Guard, figures: WindowFigures): number | null =>
  (metric === 'calibration-error' ? figures.calibrationError : figures.logLoss).value;

const guards = (window: Window, figures: WindowFigures) => {
  const named = (wanted: (value: number | null, atMost: number) => boolean) =>
    window.kpi.guards.filter((guard) => wanted(guardValue(guard, figures), guard.atMost)).map(({ metric }) => metric);
  return { guardsBroken: named((value, atMost) => value !== null && value > atMost), guardsUndefined: named((value) => value === null) };
};

const missedEvent = (monitor: string, window: Window, revision: number, after: readonly Window[]): readonly MonitorEvent[] => {
  const { kpi, subject, week, measured } = window;
  if (!measured || measured.met !== false || measured.value === null || kpi.target === null) return [];
  return [{ type: 'KpiMissed', data: {
    monitor, kpi: kpi.kpi, kpiVersion: kpi.kpiVersion, subject, week, revision, value: measured.value, target: kpi.target,
    inARow: missedInARow(after, window.tenure, week).length,
  } }];
};

const newestMeasured = (windows: readonly Window[], { week }: Window): IsoWeek =>
  windows.reduce((newest, w) => (w.measured && w.week > newest ? w.week : newest), week);

/**
 * One alert while the row of misses lasts, whichever measurement completes it: a window without verdict that was waited for may be the last one.
 * Only a met window that breaks the row closes it.
 */
const alertEvents = (monitor: string, state: ActiveMonitor, window: Window, after: readonly Window[], commandId: string): readonly MonitorEvent[] => {
  const { watched, alert } = state;
  if (window.tenure !== state.tenure) return [];
  const missed = missedInARow(after, state.tenure);
  if (alert) {
    const closes = window.measured?.met === true && missed.length < MISSES_FOR_AN_ALERT;
    return closes ? [{ type: 'AlertClosed', data: { monitor, alert: alert.alert, kpi: alert.kpi, cause: 'window-met', week: window.week } }] : [];
  }
  if (missed.length < MISSES_FOR_AN_ALERT) return [];
  const weeks = missed.map(({ week }) => week);
  const values = missed.map(({ week, measured }) => `${week} ${measured?.value?.toFixed(4)}`).join(', ');
  const of = { monitor, kpi: window.kpi.kpi, modelName: watched.modelName, subject: watched.subject, weeks };
  return [
    { type: 'AlertRaised', data: { ...of, alert: idOf(commandId, 'alert'), reason: `missed the target ${window.kpi.target} in ${missed.length} windows in a row: ${values}` } },
    { type: 'RetrainRequested', data: { ...of, model: watched.model, labelsConfirmedUntil: weekPeriod(newestMeasured(after, window)).to } },
  ];
};

export const completeWindowMeasurement = ({ data, meta }: CompleteWindowMeasurement, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, revision, figures } = data;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  // A newer label batch asks for a newer revision; an answer that comes twice counts once.
  if (revision !== window.requested || window.measured?.revision === revision) return accept();
  const { kpi, subject } = window;
  const { recallAtShare } = figures;
  const met = isMet(recallAtShare.value, kpi);
  const now: Window = { ...window, failed: null, measured: { revision, value: recallAtShare.value, met } };
  const after = [...new Map(state.windows).set(week, now).values()];
  const of = { monitor, kpi: kpi.kpi, kpiVersion: kpi.kpiVersion, modelName: state.watched.modelName, subject, week, revision };
  return accept(
    { type: 'WindowMeasured', data: { ...of, ...figures, datasetVersion: window.labels?.datasetVersion ?? window.datasetVersion, kpiMet: met, ...guards(window, figures) } },
    { type: 'KpiMeasured', data: { ...of, value: recallAtShare.value, reason: recallAtShare.reason, lower: recallAtShare.lower, upper: recallAtShare.upper, target: kpi.target, met } },
    ...missedEvent(monitor, now, revision, after),
    ...alertEvents(monitor, state, now, after, meta.commandId),
  );
};

export const failWindowMeasurement = ({ data }: FailWindowMeasurement, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, revision, reason } = data;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  if (revision !== window.requested || window.measured?.revision === revision || window.failed !== null) return accept();
  return accept({ type: 'WindowMeasurementFailed', data: { monitor, week, revision, reason } });
};
