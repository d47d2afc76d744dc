import { accept, reject, sameSubject } from '@throughline/kernel';
import type { ActivationFacts, ActivateMonitor, MonitorDecision, ResumeMonitor } from './monitor-command.ts';
import type { ActiveMonitor, Monitor, MonitorEvent, Wanted } from './monitor.ts';

const activated = (monitor: string, wanted: Wanted, facts: ActivationFacts): MonitorDecision => {
  const { kpiVersion, reference, missing } = facts;
  if (kpiVersion === null || !reference) return accept({ type: 'MonitorAwaited', data: { monitor, ...wanted, awaiting: missing } });
  return accept({ type: 'MonitorActivated', data: { monitor, ...wanted, kpiVersion, reference } });
};

/** Misses are counted per subject, so another subject begins at none; what was alerted of is no longer in production. */
const changed = (monitor: string, wanted: Wanted, facts: ActivationFacts, state: ActiveMonitor): MonitorDecision => {
  const { reference, missing } = facts;
  if (!reference) return accept({ type: 'MonitorAwaited', data: { monitor, ...wanted, awaiting: missing } });
  const events: MonitorEvent[] = [{ type: 'MonitorSubjectChanged', data: { monitor, ...wanted, previous: state.watched.subject, reference } }];
  if (state.alert) events.push({ type: 'AlertClosed', data: { monitor, alert: state.alert.alert, kpi: state.alert.kpi, cause: wanted.cause, week: null } });
  return accept(...events);
};

export const activateMonitor = ({ data }: ActivateMonitor, state: Monitor): MonitorDecision => {
  const { monitor, wanted, facts } = data;
  if (state.status !== 'active') return activated(monitor, wanted, facts);
  const current = state.next?.wanted ?? state.watched;
  if (sameSubject(current.subject, wanted.subject) && current.kpi === wanted.kpi) return accept();
  return changed(monitor, wanted, facts, state);
};

export const resumeMonitor = ({ data }: ResumeMonitor, state: Monitor): MonitorDecision => {
  const { monitor, facts } = data;
  if (state.status === 'absent') return reject('MONITORING.NO_SUCH_MONITOR');
  // Something is missing still: the next fact wakes it again.
  if (!facts.reference || facts.kpiVersion === null) return accept();
  if (state.status === 'waiting') return activated(monitor, state.wanted, facts);
  return state.next ? changed(monitor, state.next.wanted, facts, state) : accept();
};
