import type { Event, IsoWeek, Period, Recorded, Subject } from '@throughline/kernel';
import type { KpiPin } from '../data/index.ts';
import type { BaselineScorer, Labels, Predictions, Reference, Window, WindowFigures, WindowPurpose } from './window.ts';

export type MonitorFact = 'kpi' | 'model-version' | 'dataset-version' | 'data-contract';
export type ChangeCause = 'promotion' | 'rollback';

/** What production says is to be watched. */
export interface Wanted {
  readonly model: string;
  readonly modelName: string;
  readonly environment: string;
  readonly kpi: string;
  readonly subject: Subject;
  readonly cause: ChangeCause;
}

export interface Measurement {
  readonly model: Predictions;
  readonly baseline: Predictions | null;
  readonly labels: Labels;
  readonly kpi: KpiPin;
  readonly reference: Reference;
}

interface Of { readonly monitor: string }
interface OfWeek extends Of { readonly week: IsoWeek }
interface OfKpi { readonly kpi: string; readonly subject: Subject }

export type MonitorEvent =
  | Event<'MonitorAwaited', Of & Wanted & { readonly awaiting: readonly MonitorFact[] }>
  | Event<'MonitorActivated', Of & Wanted & { readonly kpiVersion: number; readonly reference: Reference }>
  | Event<'MonitorSubjectChanged', Of & Wanted & { readonly previous: Subject; readonly reference: Reference }>
  | Event<'WindowOpened', OfWeek & {
      readonly modelName: string; readonly dataset: string; readonly datasetName: string; readonly datasetVersion: string; readonly businessDate: string;
      readonly subject: Subject; readonly kpi: KpiPin; readonly baselineScorer: BaselineScorer | null; readonly period: Period;
    }>
  | Event<'WindowScored', OfWeek & { readonly purpose: WindowPurpose; readonly run: string; readonly predictions: string }>
  | Event<'WindowScoringFailed', OfWeek & { readonly purpose: WindowPurpose; readonly run: string; readonly reason: string }>
  | Event<'LabelsConfirmed', OfWeek & Labels>
  | Event<'WindowMeasurementRequested', OfWeek & { readonly revision: number; readonly measurement: Measurement }>
  | Event<'WindowMeasured', OfWeek & OfKpi & WindowFigures & {
      readonly modelName: string; readonly kpiVersion: number; readonly revision: number; readonly datasetVersion: string;
      readonly kpiMet: boolean | null; readonly guardsBroken: readonly string[]; readonly guardsUndefined: readonly string[];
    }>
  | Event<'WindowMeasurementFailed', OfWeek & { readonly revision: number; readonly reason: string }>
  | Event<'KpiMeasured', OfWeek & OfKpi & {
      readonly kpiVersion: number; readonly modelName: string; readonly revision: number; readonly value: number | null; readonly reason: string | null;
      readonly lower: number | null; readonly upper: number | null; readonly target: number | null; readonly met: boolean | null;
    }>
  | Event<'KpiMissed', OfWeek & OfKpi & {
      readonly kpiVersion: number; readonly revision: number; readonly value: number; readonly target: number; readonly inARow: number;
    }>
  | Event<'AlertRaised', Of & OfKpi & { readonly alert: string; readonly modelName: string; readonly weeks: readonly IsoWeek[]; readonly reason: string }>
  | Event<'AlertClosed', Of & { readonly alert: string; readonly kpi: string; readonly cause: ChangeCause | 'window-met'; readonly week: IsoWeek | null }>
  | Event<'RetrainRequested', Of & OfKpi & {
      readonly model: string; readonly modelName: string; readonly weeks: readonly IsoWeek[]; readonly labelsConfirmedUntil: string;
    }>;

export interface Alert {
  readonly alert: string;
  readonly kpi: string;
  readonly subject: Subject;
}

export type Monitor =
  | { readonly status: 'absent' }
  | { readonly status: 'waiting'; readonly wanted: Wanted; readonly awaiting: readonly MonitorFact[] }
  | {
      readonly status: 'active';
      readonly watched: Wanted;
      readonly reference: Reference;
      /** A newer subject in production whose reference is not known yet. */
      readonly next: { readonly wanted: Wanted; readonly awaiting: readonly MonitorFact[] } | null;
      readonly windows: ReadonlyMap<IsoWeek, Window>;
      readonly alert: Alert | null;
      /** How many subjects came before: misses are counted within one, also when an earlier subject comes back. */
      readonly tenure: number;
    };
export type ActiveMonitor = Extract<Monitor, { status: 'active' }>;

export const initialMonitor = (): Monitor => ({ status: 'absent' });

const wantedOf = ({ model, modelName, environment, kpi, subject, cause }: Wanted): Wanted => ({ model, modelName, environment, kpi, subject, cause });

const withWindow = (state: ActiveMonitor, week: IsoWeek, change: (window: Window) => Window): ActiveMonitor => {
  const window = state.windows.get(week);
  return window ? { ...state, windows: new Map(state.windows).set(week, change(window)) } : state;
};

const opened = (state: ActiveMonitor, data: Extract<MonitorEvent, { type: 'WindowOpened' }>['data']): ActiveMonitor => {
  // Opened again to ask for scores that did not come: what it has stays.
  if (state.windows.has(data.week)) return state;
  const { week, dataset, datasetName, datasetVersion, businessDate, subject, kpi, baselineScorer } = data;
  const window: Window = {
    week, dataset, datasetName, datasetVersion, businessDate, subject, kpi, baselineScorer, tenure: state.tenure, reference: state.reference, model: null, baseline: null, labels: null, requested: 0, failed: null, measured: null,
  };
  return { ...state, windows: new Map(state.windows).set(week, window) };
};

export const evolveMonitor = (state: Monitor, event: Recorded<MonitorEvent>): Monitor => {
  if (event.type === 'MonitorActivated') {
    return { status: 'active', watched: wantedOf(event.data), reference: event.data.reference, next: null, windows: new Map(), alert: null, tenure: 0 };
  }
  if (event.type === 'MonitorAwaited') {
    const next = { wanted: wantedOf(event.data), awaiting: event.data.awaiting };
    return state.status === 'active' ? { ...state, next } : { status: 'waiting', ...next };
  }
  if (state.status !== 'active') return state;
  switch (event.type) {
    case 'MonitorSubjectChanged':
      return { ...state, watched: wantedOf(event.data), reference: event.data.reference, next: null, tenure: state.tenure + 1 };
    case 'WindowOpened':
      return opened(state, event.data);
    case 'WindowScored': {
      const { run, predictions: digest, purpose } = event.data;
      return withWindow(state, event.data.week, (w) => ({ ...w, [purpose === 'window' ? 'model' : 'baseline']: { run, digest } }));
    }
    case 'LabelsConfirmed': {
      const { datasetVersion, businessDate, rows } = event.data;
      return withWindow(state, event.data.week, (w) => ({ ...w, labels: { datasetVersion, businessDate, rows } }));
    }
    case 'WindowMeasurementRequested':
      return withWindow(state, event.data.week, (w) => ({ ...w, requested: event.data.revision, failed: null }));
    case 'WindowMeasured':
      return withWindow(state, event.data.week, (w) => ({
        ...w, failed: null, measured: { revision: event.data.revision, value: event.data.recallAtShare.value, met: event.data.kpiMet },
      }));
    case 'WindowMeasurementFailed':
      return withWindow(state, event.data.week, (w) => ({ ...w, failed: event.data.reason }));
    case 'AlertRaised':
      return { ...state, alert: { alert: event.data.alert, kpi: event.data.kpi, subject: event.data.subject } };
    case 'AlertClosed':
      return { ...state, alert: null };
    case 'WindowScoringFailed':
    case 'KpiMeasured':
    case 'KpiMissed':
    case 'RetrainRequested':
      return state;
  }
};
