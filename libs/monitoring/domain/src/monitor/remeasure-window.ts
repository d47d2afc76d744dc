import { accept, reject, weekPeriod } from '@throughline/kernel';
import type { MonitorDecision, RemeasureWindow } from './monitor-command.ts';
import type { ActiveMonitor } from './monitor.ts';
import { requestMeasurement } from './request-measurement.ts';
import { isScored, type Window } from './window.ts';

/** Asks for the scores of a window once more, with everything that it pinned. */
const askForScores = (monitor: string, modelName: string, { week, dataset, datasetName, datasetVersion, businessDate, subject, kpi, baselineScorer }: Window): MonitorDecision =>
  accept({ type: 'WindowOpened', data: { monitor, modelName, week, period: weekPeriod(week), dataset, datasetName, datasetVersion, businessDate, subject, kpi, baselineScorer } });

export const remeasureWindow = ({ data }: RemeasureWindow, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week } = data;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  if (!isScored(window)) return askForScores(monitor, state.watched.modelName, window);
  if (window.failed === null) return reject('MONITORING.NOTHING_TO_REPEAT', { status: window.measured ? 'measured' : 'waiting' });
  return accept(...requestMeasurement(monitor, window));
};
