import { when, type Subject } from '@throughline/kernel';
import {
  alertClosedV1, alertRaisedV1, kpiMeasuredV1, kpiMissedV1, labelsConfirmedV1, monitorActivatedV1, monitorSubjectChangedV1, retrainRequestedV1, windowMeasuredV1,
  windowMeasurementFailedV1, windowOpenedV1, windowScoredV1, windowScoringFailedV1, type MonitorActivatedV1, type RetrainRequestedV1,
} from '@throughline/monitoring-contracts';
import { flag, text } from '../columns.ts';
import { fold } from '../fold.ts';
import { openedWindow, withLabels, withMeasurement, withScoring, type KpiPoint, type WindowDocument } from './monitor-window.ts';

export interface AlertDocument {
  readonly alert: string;
  readonly subject: Subject;
  readonly weeks: readonly string[];
  readonly reason: string;
  readonly raisedAt: string;
  readonly closedAt: string | null;
  readonly cause: 'promotion' | 'rollback' | 'window-met' | null;
  readonly week: string | null;
}

export interface KpiPointDocument extends KpiPoint {
  /** Misses in a row that end with this week; null when it is not missed. */
  readonly inARow: number | null;
}

export interface MonitorDocument extends Omit<MonitorActivatedV1, 'monitor'> {
  readonly subjects: readonly { readonly subject: Subject; readonly since: string; readonly cause: 'promotion' | 'rollback' }[];
  /** By week. */
  readonly windows: readonly WindowDocument[];
  readonly series: readonly KpiPointDocument[];
  readonly alerts: readonly AlertDocument[];
  readonly retrains: readonly (Pick<RetrainRequestedV1, 'subject' | 'weeks' | 'labelsConfirmedUntil'> & { readonly at: string })[];
}

const byWeek = <T extends { readonly week: string }>(items: readonly T[]): readonly T[] => [...items].sort((a, b) => (a.week < b.week ? -1 : 1));

const inWindow = (doc: MonitorDocument, week: string, change: (window: WindowDocument) => WindowDocument): MonitorDocument => {
  if (!doc.windows.some((w) => w.week === week)) throw new Error(`monitor: window ${week} was not opened`);
  return { ...doc, windows: doc.windows.map((w) => (w.week === week ? change(w) : w)) };
};

export const monitor = fold<MonitorDocument>({
  name: 'monitor', version: 1,
  columns: {
    model: text((doc) => doc.model), kpi: text((doc) => doc.kpi), environment: text((doc) => doc.environment), alerting: flag((doc) => doc.alerts.some((a) => a.closedAt === null)),
  },
  starts: [when(monitorActivatedV1, ({ data, time }): MonitorDocument => {
    const { monitor: _, ...watched } = data;
    return { ...watched, subjects: [{ subject: data.subject, since: time, cause: 'promotion' }], windows: [], series: [], alerts: [], retrains: [] };
  })],
  on: [
    when(monitorSubjectChangedV1, ({ data: { subject, kpi, reference, cause }, time }, doc) =>
      ({ ...doc, subject, kpi, reference, subjects: [...doc.subjects, { subject, since: time, cause }] })),
    // Said again when scores did not come: the window keeps what it has.
    when(windowOpenedV1, ({ data }, doc) => (doc.windows.some((w) => w.week === data.week) ? doc : { ...doc, windows: byWeek([...doc.windows, openedWindow(data)]) })),
    when(windowScoredV1, ({ data }, doc) => inWindow(doc, data.week, (w) => withScoring(w, data))),
    when(windowScoringFailedV1, ({ data }, doc) => inWindow(doc, data.week, (w) => withScoring(w, data))),
    when(labelsConfirmedV1, ({ data }, doc) => inWindow(doc, data.week, (w) => withLabels(w, data))),
    when(windowMeasuredV1, ({ data, time }, doc) => inWindow(doc, data.week, (w) => withMeasurement(w, data, time))),
    when(windowMeasurementFailedV1, ({ data }, doc) => inWindow(doc, data.week, (w) => ({ ...w, state: 'failed', failure: data.reason }))),
    when(kpiMeasuredV1, ({ data: { monitor: _, modelName: __, ...point } }, doc) =>
      ({ ...doc, series: byWeek([...doc.series.filter(({ week }) => week !== point.week), { ...point, inARow: null }]) })),
    when(kpiMissedV1, ({ data }, doc) => ({ ...doc, series: doc.series.map((p) => (p.week === data.week ? { ...p, inARow: data.inARow } : p)) })),
    when(alertRaisedV1, ({ data: { alert, subject, weeks, reason }, time }, doc) =>
      ({ ...doc, alerts: [...doc.alerts, { alert, subject, weeks, reason, raisedAt: time, closedAt: null, cause: null, week: null }] })),
    when(alertClosedV1, ({ data, time }, doc) =>
      ({ ...doc, alerts: doc.alerts.map((a) => (a.alert === data.alert ? { ...a, closedAt: time, cause: data.cause, week: data.week } : a)) })),
    when(retrainRequestedV1, ({ data: { subject, weeks, labelsConfirmedUntil }, time }, doc) =>
      ({ ...doc, retrains: [...doc.retrains, { subject, weeks, labelsConfirmedUntil, at: time }] })),
  ],
});
