import {
  alertClosedV1, alertRaisedV1, kpiMeasuredV1, kpiMissedV1, labelsConfirmedV1, monitorActivatedV1, monitorSubjectChangedV1, retrainRequestedV1, windowMeasuredV1,
  windowMeasurementFailedV1, windowOpenedV1, windowScoredV1, windowScoringFailedV1,
} from '@throughline/monitoring-contracts';
import type { MonitorEvent, Reference } from '@throughline/monitoring-domain';
import { publish, type Publishing } from '@throughline/commands';
import { plain } from './plain.ts';

const referenceOf = ({ rows, period }: Reference) => ({ dataset: rows.dataset, datasetName: rows.datasetName, datasetVersion: rows.datasetVersion, period: plain(period) });

export const publishMonitor: Publishing<MonitorEvent> = {
  MonitorAwaited: () => null,
  MonitorActivated: ({ cause: _, reference, ...data }) => publish(monitorActivatedV1, { ...data, reference: referenceOf(reference) }),
  MonitorSubjectChanged: ({ monitor, kpi, subject, previous, cause, reference }) =>
    publish(monitorSubjectChangedV1, { monitor, kpi, subject, previous, cause, reference: referenceOf(reference) }),
  WindowOpened: ({ kpi, baselineScorer, period, ...data }) => publish(windowOpenedV1, {
    ...data, period: plain(period), kpi: kpi.kpi, kpiVersion: kpi.kpiVersion, target: kpi.target, share: kpi.share,
    baselineFeature: baselineScorer?.feature ?? null, baselineRun: baselineScorer?.run ?? null,
  }),
  WindowScored: (data) => publish(windowScoredV1, data),
  WindowScoringFailed: (data) => publish(windowScoringFailedV1, data),
  LabelsConfirmed: ({ rows: _, ...data }) => publish(labelsConfirmedV1, data),
  WindowMeasurementRequested: () => null,
  WindowMeasured: (data) => publish(windowMeasuredV1, plain(data)),
  WindowMeasurementFailed: (data) => publish(windowMeasurementFailedV1, data),
  KpiMeasured: (data) => publish(kpiMeasuredV1, data),
  KpiMissed: (data) => publish(kpiMissedV1, data),
  AlertRaised: (data) => publish(alertRaisedV1, plain(data)),
  AlertClosed: (data) => publish(alertClosedV1, data),
  RetrainRequested: (data) => publish(retrainRequestedV1, plain(data)),
};
