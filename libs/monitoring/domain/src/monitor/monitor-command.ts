import type { Command, Decision, IsoWeek, Subject } from '@throughline/kernel';
import type { DatasetVersionFacts, KpiPin } from '../data/index.ts';
import type { MonitorEvent, MonitorFact, Wanted } from './monitor.ts';
import type { BaselineScorer, Reference, WindowFigures, WindowPurpose } from './window.ts';

/** What the change of a subject needs of other contexts. */
export interface ActivationFacts {
  readonly kpiVersion: number | null;
  readonly reference: Reference | null;
  readonly missing: readonly MonitorFact[];
}

interface Of { readonly monitor: string }
interface OfWeek extends Of { readonly week: IsoWeek }

export type ActivateMonitor = Command<'ActivateMonitor', Of & { readonly wanted: Wanted; readonly facts: ActivationFacts }>;
export type ResumeMonitor = Command<'ResumeMonitor', Of & { readonly facts: ActivationFacts }>;
export type OpenWindow = Command<'OpenWindow', OfWeek & {
  readonly datasetVersion: string; readonly businessDate: string;
  readonly version: DatasetVersionFacts | null; readonly kpi: KpiPin | null; readonly baselineScorer: BaselineScorer | null;
}>;
export type RecordWindowPredictions = Command<'RecordWindowPredictions', OfWeek & {
  readonly purpose: WindowPurpose; readonly run: string; readonly subject: Subject | null; readonly predictions: string;
}>;
export type RecordWindowScoringFailure = Command<'RecordWindowScoringFailure', OfWeek & { readonly purpose: WindowPurpose; readonly run: string; readonly reason: string }>;
export type ConfirmLabels = Command<'ConfirmLabels', OfWeek & {
  readonly datasetVersion: string; readonly businessDate: string; readonly version: DatasetVersionFacts | null;
}>;
export type RemeasureWindow = Command<'RemeasureWindow', OfWeek>;
export type CompleteWindowMeasurement = Command<'CompleteWindowMeasurement', OfWeek & { readonly revision: number; readonly figures: WindowFigures }>;
export type FailWindowMeasurement = Command<'FailWindowMeasurement', OfWeek & { readonly revision: number; readonly reason: string }>;

export type MonitorCommand =
  | ActivateMonitor | ResumeMonitor | OpenWindow | RecordWindowPredictions | RecordWindowScoringFailure | ConfirmLabels | RemeasureWindow
  | CompleteWindowMeasurement | FailWindowMeasurement;

export type MonitorRefusal =
  | 'MONITORING.NO_SUCH_MONITOR' | 'MONITORING.MONITOR_NOT_READY' | 'MONITORING.NO_SUCH_WEEK' | 'MONITORING.NO_SUCH_DATE' | 'MONITORING.WEEK_NOT_OVER'
  | 'MONITORING.DATASET_VERSION_UNKNOWN' | 'MONITORING.DATASET_NOT_USABLE' | 'MONITORING.OTHER_DATASET' | 'MONITORING.WEEK_NOT_COVERED'
  | 'MONITORING.DATA_CONTRACT_MISSING' | 'MONITORING.KPI_UNKNOWN' | 'MONITORING.WINDOW_ALREADY_OPEN' | 'MONITORING.NO_SUCH_WINDOW'
  | 'MONITORING.LABELS_TOO_EARLY' | 'MONITORING.LABELS_SUPERSEDED' | 'MONITORING.PREDICTIONS_ALREADY_RECORDED' | 'MONITORING.OTHER_SUBJECT'
  | 'MONITORING.NO_BASELINE_EXPECTED' | 'MONITORING.NOTHING_TO_REPEAT';

export type MonitorDecision = Decision<MonitorEvent, MonitorRefusal>;
