import { accept, reject, sameSubject } from '@throughline/kernel';
import type { MonitorDecision, RecordWindowPredictions, RecordWindowScoringFailure } from './monitor-command.ts';
import type { ActiveMonitor } from './monitor.ts';
import { requestMeasurement } from './request-measurement.ts';

export const recordWindowPredictions = ({ data }: RecordWindowPredictions, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, purpose, run, subject, predictions } = data;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  const known = purpose === 'window' ? window.model : window.baseline;
  // A measured week is revised by labels, never by other predictions: they were made once.
  if (known) return known.digest === predictions ? accept() : reject('MONITORING.PREDICTIONS_ALREADY_RECORDED', { week });
  if (purpose === 'window' && !sameSubject(subject, window.subject)) return reject('MONITORING.OTHER_SUBJECT', { week });
  if (purpose === 'window-baseline' && !window.baselineScorer) return reject('MONITORING.NO_BASELINE_EXPECTED', { week });
  const scored = { ...window, [purpose === 'window' ? 'model' : 'baseline']: { run, digest: predictions } };
  return accept({ type: 'WindowScored', data: { monitor, week, purpose, run, predictions } }, ...requestMeasurement(monitor, scored));
};

export const recordWindowScoringFailure = ({ data }: RecordWindowScoringFailure, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, purpose, run, reason } = data;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  // Another run has scored it already: a failure that comes late changes nothing.
  if (purpose === 'window' ? window.model : window.baseline) return accept();
  return accept({ type: 'WindowScoringFailed', data: { monitor, week, purpose, run, reason } });
};
