import { isCalendarDate, isIsoWeek, reject, rejectForNow, weekPeriod, type IsoWeek } from '@throughline/kernel';
import { describeRows, type DatasetVersionFacts, type RowsSource } from '../data/index.ts';
import type { MonitorDecision } from './monitor-command.ts';

export type Refused = Extract<MonitorDecision, { accepted: false }>;

export const checkCalendar = (week: IsoWeek, businessDate: string): Refused | undefined => {
  if (!isIsoWeek(week)) return reject('MONITORING.NO_SUCH_WEEK', { week });
  if (!isCalendarDate(businessDate)) return reject('MONITORING.NO_SUCH_DATE', { field: 'businessDate', date: businessDate });
  return undefined;
};

/** The rows of a version that holds the whole week and whose contract is met, or why it may not be used. */
export const usableRows = (week: IsoWeek, datasetVersion: string, facts: DatasetVersionFacts | null): RowsSource | Refused => {
  if (!facts) return rejectForNow('MONITORING.DATASET_VERSION_UNKNOWN', { datasetVersion });
  if (facts.verdict !== 'met') return rejectForNow('MONITORING.DATASET_NOT_USABLE', { datasetVersion, verdict: facts.verdict ?? 'nothing' });
  const { range } = facts.source;
  const { from, to } = weekPeriod(week);
  if (range && ((range.from !== null && range.from.slice(0, 10) > from) || (range.to !== null && range.to.slice(0, 10) < to))) {
    return reject('MONITORING.WEEK_NOT_COVERED', { week, datasetVersion, from: range.from ?? 'the beginning', to: range.to ?? 'the end' });
  }
  return describeRows(facts) ?? rejectForNow('MONITORING.DATA_CONTRACT_MISSING', { datasetVersion });
};

export const isRefused = (value: RowsSource | Refused): value is Refused => 'accepted' in value;
