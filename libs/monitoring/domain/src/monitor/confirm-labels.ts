import { accept, reject } from '@throughline/kernel';
import { areLabelsDue, labelsDueOn } from '../metrics/index.ts';
import { checkCalendar, isRefused, usableRows } from './check-version.ts';
import type { ConfirmLabels, MonitorDecision } from './monitor-command.ts';
import type { ActiveMonitor } from './monitor.ts';
import { requestMeasurement } from './request-measurement.ts';

export const confirmLabels = ({ data }: ConfirmLabels, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, datasetVersion, businessDate, version } = data;
  const wrong = checkCalendar(week, businessDate);
  if (wrong) return wrong;
  const window = state.windows.get(week);
  if (!window) return reject('MONITORING.NO_SUCH_WINDOW', { week });
  if (!areLabelsDue(week, businessDate)) return reject('MONITORING.LABELS_TOO_EARLY', { week, due: labelsDueOn(week), businessDate });
  const known = window.labels;
  if (known?.datasetVersion === datasetVersion) return accept();
  // An older batch that arrives late must not replace a newer one.
  if (known && businessDate < known.businessDate) return reject('MONITORING.LABELS_SUPERSEDED', { week, confirmed: known.businessDate, businessDate });
  if (version && version.source.dataset !== window.dataset) return reject('MONITORING.OTHER_DATASET', { datasetVersion });
  const rows = usableRows(week, datasetVersion, version);
  if (isRefused(rows)) return rows;
  const labels = { datasetVersion, businessDate, rows };
  return accept({ type: 'LabelsConfirmed', data: { monitor, week, ...labels } }, ...requestMeasurement(monitor, { ...window, labels }));
};
