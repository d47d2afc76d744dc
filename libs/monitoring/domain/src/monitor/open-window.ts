import { accept, reject, rejectForNow, weekPeriod } from '@throughline/kernel';
import { checkCalendar, isRefused, usableRows } from './check-version.ts';
import type { MonitorDecision, OpenWindow } from './monitor-command.ts';
import type { ActiveMonitor } from './monitor.ts';

export const openWindow = ({ data }: OpenWindow, state: ActiveMonitor): MonitorDecision => {
  const { monitor, week, datasetVersion, businessDate, version, kpi, baselineScorer } = data;
  const wrong = checkCalendar(week, businessDate);
  if (wrong) return wrong;
  const open = state.windows.get(week);
  if (open) {
    const same = open.datasetVersion === datasetVersion && (version === null || version.source.dataset === open.dataset);
    return same ? accept() : reject('MONITORING.WINDOW_ALREADY_OPEN', { week, datasetVersion: open.datasetVersion });
  }
  // What would be scored is not what is in production.
  if (state.next) return rejectForNow('MONITORING.MONITOR_NOT_READY', { awaiting: state.next.awaiting });
  const period = weekPeriod(week);
  if (businessDate < period.to) return reject('MONITORING.WEEK_NOT_OVER', { week, end: period.to, businessDate });
  const rows = usableRows(week, datasetVersion, version);
  if (isRefused(rows)) return rows;
  if (!kpi) return rejectForNow('MONITORING.KPI_UNKNOWN');
  return accept({ type: 'WindowOpened', data: {
    monitor, modelName: state.watched.modelName, week, period, dataset: rows.dataset, datasetName: rows.datasetName, datasetVersion, businessDate,
    subject: state.watched.subject, kpi, baselineScorer,
  } });
};
