import type { Subject } from '@throughline/kernel';
import type { KpiMeasuredV1, LabelsConfirmedV1, WindowMeasuredV1, WindowOpenedV1, WindowScoredV1, WindowScoringFailedV1 } from '@throughline/monitoring-contracts';

export interface ScoringDocument {
  readonly run: string;
  readonly predictions: string | null;
  readonly failure: string | null;
}

export interface MeasuredWindow extends Omit<WindowMeasuredV1, 'monitor' | 'modelName' | 'kpi' | 'kpiVersion' | 'subject' | 'week'> {
  readonly at: string;
}

/** A week as it stands: what it waits for, and its measurements, newest last. */
export interface WindowDocument {
  readonly week: string;
  readonly period: WindowOpenedV1['period'];
  readonly kpiVersion: number;
  readonly target: number | null;
  readonly share: number;
  readonly subject: Subject;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly openedOn: string;
  readonly baselineFeature: string | null;
  readonly state: 'waiting' | 'measured' | 'failed';
  readonly scoring: ScoringDocument | null;
  readonly baselineScoring: ScoringDocument | null;
  readonly labels: { readonly datasetVersion: string; readonly businessDate: string } | null;
  readonly measurements: readonly MeasuredWindow[];
  readonly failure: string | null;
}

/** One point of the KPI's series: the newest revision of a week. */
export type KpiPoint = Omit<KpiMeasuredV1, 'monitor' | 'modelName'>;

export const openedWindow = (data: WindowOpenedV1): WindowDocument => ({
  week: data.week, period: data.period, kpiVersion: data.kpiVersion, target: data.target, share: data.share, subject: data.subject, dataset: data.dataset,
  datasetVersion: data.datasetVersion, openedOn: data.businessDate, baselineFeature: data.baselineFeature, state: 'waiting', scoring: null, baselineScoring: null, labels: null,
  measurements: [], failure: null,
});

export const withScoring = (window: WindowDocument, data: WindowScoredV1 | WindowScoringFailedV1): WindowDocument => {
  const scoring: ScoringDocument = 'predictions' in data ? { run: data.run, predictions: data.predictions, failure: null } : { run: data.run, predictions: null, failure: data.reason };
  return data.purpose === 'window' ? { ...window, scoring } : { ...window, baselineScoring: scoring };
};

export const withLabels = (window: WindowDocument, { datasetVersion, businessDate }: LabelsConfirmedV1): WindowDocument =>
  ({ ...window, labels: { datasetVersion, businessDate } });

export const withMeasurement = (window: WindowDocument, data: WindowMeasuredV1, at: string): WindowDocument => {
  const { monitor: _, modelName: __, kpi: ___, kpiVersion: ____, subject: _____, week: ______, ...measured } = data;
  return { ...window, state: 'measured', failure: null, measurements: [...window.measurements, { ...measured, at }] };
};
