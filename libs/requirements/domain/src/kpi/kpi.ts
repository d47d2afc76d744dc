import type { Command, Event, Recorded } from '@throughline/kernel';

export interface Guard {
  readonly metric: 'calibration-error' | 'log-loss';
  readonly atMost: number;
}

export interface KpiDefinition {
  readonly name: string;
  readonly metric: { readonly name: 'recall-at-share'; readonly share: number };
  readonly unit: 'ratio';
  readonly direction: 'higher' | 'lower';
  readonly window: 'iso-week';
  readonly segment: string;
  readonly procedure: { readonly label: string; readonly expression: string; readonly columns: readonly string[] };
  readonly procedureDigest: string;
  readonly guards: readonly Guard[];
}

/** What monitoring measured, as this context knows it. */
export interface Measurement {
  readonly evaluation: string;
  readonly kpi: string;
  readonly kpiVersion: number;
  readonly ofModel: boolean;
  readonly value: number | null;
  readonly reason: string | null;
  readonly datasetDigest: string;
  readonly datasetVersion: string;
  readonly weeks: readonly string[];
}

export type KpiCommand =
  | Command<'DefineKpi', { readonly definition: KpiDefinition }>
  | Command<'ReviseKpi', { readonly definition: KpiDefinition; readonly reason: string }>
  | Command<'RecordKpiBaseline', { readonly kpi: string; readonly evaluation: string; readonly measurement: Measurement | null }>
  | Command<'SetKpiTarget', { readonly target: number }>;

export type KpiEvent =
  | Event<'KpiDefined', { readonly kpiVersion: number; readonly definition: KpiDefinition }>
  | Event<'KpiRevised', { readonly kpiVersion: number; readonly definition: KpiDefinition; readonly reason: string }>
  | Event<'KpiBaselineRecorded', {
      readonly kpiVersion: number; readonly value: number; readonly evaluation: string; readonly datasetDigest: string;
      readonly datasetVersion: string; readonly weeks: readonly string[];
    }>
  | Event<'KpiTargetSet', { readonly kpiVersion: number; readonly target: number; readonly baseline: number; readonly guards: readonly Guard[] }>;

export type Kpi =
  | { readonly status: 'absent' }
  | {
      readonly status: 'defined';
      readonly kpiVersion: number;
      readonly definition: KpiDefinition;
      readonly baseline: { readonly value: number; readonly evaluation: string } | null;
      readonly target: number | null;
    };

export const initialKpi = (): Kpi => ({ status: 'absent' });

export const evolveKpi = (state: Kpi, event: Recorded<KpiEvent>): Kpi => {
  if (event.type === 'KpiDefined' || event.type === 'KpiRevised') {
    return { status: 'defined', kpiVersion: event.data.kpiVersion, definition: event.data.definition, baseline: null, target: null };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'KpiBaselineRecorded':
      return { ...state, baseline: { value: event.data.value, evaluation: event.data.evaluation } };
    case 'KpiTargetSet':
      return { ...state, kpiVersion: event.data.kpiVersion, target: event.data.target };
  }
};
