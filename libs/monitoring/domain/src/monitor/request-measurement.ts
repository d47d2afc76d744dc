import type { MonitorEvent } from './monitor.ts';
import { isScored, type Window } from './window.ts';

/** The next revision of a window, as soon as predictions and labels are there. */
export const requestMeasurement = (monitor: string, window: Window): readonly MonitorEvent[] => {
  const { model, baseline, labels, kpi, week, reference } = window;
  if (!isScored(window) || !model || !labels) return [];
  return [{ type: 'WindowMeasurementRequested', data: { monitor, week, revision: window.requested + 1, measurement: { model, baseline, labels, kpi, reference } } }];
};
