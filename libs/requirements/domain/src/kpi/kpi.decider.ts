import { accept, reject, rejectForNow, type Decider, type Decision } from '@throughline/kernel';
import { evolveKpi, initialKpi, type Kpi, type KpiCommand, type KpiEvent } from './kpi.ts';

export type KpiRefusal =
  | 'REQUIREMENTS.NO_SUCH_KPI' | 'REQUIREMENTS.BASELINE_MISSING' | 'REQUIREMENTS.BASELINE_UNDEFINED' | 'REQUIREMENTS.EVALUATION_UNKNOWN'
  | 'REQUIREMENTS.EVALUATION_NOT_A_BASELINE' | 'REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE';

type KpiDecision = Decision<KpiEvent, KpiRefusal>;
type Defined = Exclude<Kpi, { status: 'absent' }>;

const recordBaseline = ({ data }: Extract<KpiCommand, { type: 'RecordKpiBaseline' }>, state: Defined): KpiDecision => {
  const { measurement, evaluation } = data;
  if (!measurement || measurement.kpi !== data.kpi || measurement.kpiVersion !== state.kpiVersion) {
    return rejectForNow('REQUIREMENTS.EVALUATION_UNKNOWN', { evaluation });
  }
  if (measurement.ofModel) return reject('REQUIREMENTS.EVALUATION_NOT_A_BASELINE', { evaluation });
  if (measurement.value === null) return reject('REQUIREMENTS.BASELINE_UNDEFINED', { evaluation, reason: measurement.reason });
  if (state.baseline?.evaluation === evaluation) return accept();
  return accept({ type: 'KpiBaselineRecorded', data: {
    kpiVersion: state.kpiVersion, value: measurement.value, evaluation, datasetDigest: measurement.datasetDigest,
    datasetVersion: measurement.datasetVersion, weeks: measurement.weeks,
  } });
};

const setTarget = ({ data }: Extract<KpiCommand, { type: 'SetKpiTarget' }>, state: Defined): KpiDecision => {
  const { baseline, definition } = state;
  if (!baseline) return reject('REQUIREMENTS.BASELINE_MISSING');
  const beats = definition.direction === 'higher' ? data.target > baseline.value : data.target < baseline.value;
  if (!beats) {
    return reject('REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE', { target: data.target, baseline: baseline.value, direction: definition.direction });
  }
  if (state.target === data.target) return accept();
  // A target that was in force may have decided a gate: another one is another version.
  const kpiVersion = state.target === null ? state.kpiVersion : state.kpiVersion + 1;
  return accept({ type: 'KpiTargetSet', data: { kpiVersion, target: data.target, baseline: baseline.value, guards: definition.guards } });
};

const decide = (command: KpiCommand, state: Kpi): KpiDecision => {
  if (command.type === 'DefineKpi') {
    return state.status === 'absent' ? accept({ type: 'KpiDefined', data: { kpiVersion: 1, definition: command.data.definition } }) : accept();
  }
  if (state.status === 'absent') return reject('REQUIREMENTS.NO_SUCH_KPI');
  switch (command.type) {
    case 'ReviseKpi':
      return accept({ type: 'KpiRevised', data: { kpiVersion: state.kpiVersion + 1, ...command.data } });
    case 'RecordKpiBaseline':
      return recordBaseline(command, state);
    case 'SetKpiTarget':
      return setTarget(command, state);
  }
};

export const kpiDecider: Decider<KpiCommand, Kpi, KpiEvent, KpiRefusal> = { initialState: initialKpi, decide, evolve: evolveKpi };
