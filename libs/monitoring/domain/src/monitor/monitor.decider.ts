import { rejectForNow, type Decider } from '@throughline/kernel';
import { activateMonitor, resumeMonitor } from './activate-monitor.ts';
import { completeWindowMeasurement, failWindowMeasurement } from './complete-measurement.ts';
import { confirmLabels } from './confirm-labels.ts';
import type { MonitorCommand, MonitorDecision, MonitorRefusal } from './monitor-command.ts';
import { evolveMonitor, initialMonitor, type Monitor, type MonitorEvent } from './monitor.ts';
import { openWindow } from './open-window.ts';
import { remeasureWindow } from './remeasure-window.ts';
import { recordWindowPredictions, recordWindowScoringFailure } from './record-window-predictions.ts';

const decide = (command: MonitorCommand, state: Monitor): MonitorDecision => {
  if (command.type === 'ActivateMonitor') return activateMonitor(command, state);
  if (command.type === 'ResumeMonitor') return resumeMonitor(command, state);
  // It may come with a promotion that is on its way.
  if (state.status === 'absent') return rejectForNow('MONITORING.NO_SUCH_MONITOR');
  if (state.status === 'waiting') return rejectForNow('MONITORING.MONITOR_NOT_READY', { awaiting: state.awaiting });
  switch (command.type) {
    case 'OpenWindow':
      return openWindow(command, state);
    case 'RecordWindowPredictions':
      return recordWindowPredictions(command, state);
    case 'RecordWindowScoringFailure':
      return recordWindowScoringFailure(command, state);
    case 'ConfirmLabels':
      return confirmLabels(command, state);
    case 'RemeasureWindow':
      return remeasureWindow(command, state);
    case 'CompleteWindowMeasurement':
      return completeWindowMeasurement(command, state);
    case 'FailWindowMeasurement':
      return failWindowMeasurement(command, state);
  }
};

export const monitorDecider: Decider<MonitorCommand, Monitor, MonitorEvent, MonitorRefusal> = { initialState: initialMonitor, decide, evolve: evolveMonitor };
