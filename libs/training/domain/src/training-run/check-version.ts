import { rejectForNow, weekPeriod, type Period } from '@throughline/kernel';
import type { ContractFact, DatasetVersionFact } from './run-facts.ts';
import type { Refused } from './refusal.ts';

/** The moment of the contract at which predictions are made; everything known later is refused as a feature. */
export const PREDICTION_MOMENT = 'prediction';

export type UsableVersion = DatasetVersionFact & { readonly contract: ContractFact };

/** Refused for now where another context may still say otherwise. */
export const usableVersion = (fact: DatasetVersionFact | null, dataset: string, version: string): UsableVersion | Refused => {
  if (!fact) return rejectForNow('TRAINING.NO_SUCH_DATASET_VERSION', { dataset, version });
  const about = { dataset: fact.name, version, rules: fact.severeFailures.join(', ') || 'no rule was evaluated' };
  switch (fact.verdict) {
    case null: return rejectForNow('TRAINING.DATASET_NOT_VERIFIED', about);
    case 'breached': return rejectForNow('TRAINING.CONTRACT_BREACHED', about);
    case 'inconclusive': return rejectForNow('TRAINING.VERIFICATION_INCONCLUSIVE', about);
    case 'met': break;
  }
  return fact.contract ? { ...fact, contract: fact.contract } : rejectForNow('TRAINING.CONTRACT_UNKNOWN', { dataset: fact.name, contractVersion: fact.contractVersion });
};

/** The column that says which day a row belongs to: of type date, and known when the prediction is made. */
export const dayColumn = ({ name, contract }: UsableVersion): string | Refused => {
  if (!contract.moments.includes(PREDICTION_MOMENT)) return rejectForNow('TRAINING.PREDICTION_MOMENT_MISSING', { dataset: name, moment: PREDICTION_MOMENT });
  const days = contract.columns.filter((c) => c.logicalType === 'date' && c.availableAt === PREDICTION_MOMENT).map((c) => c.name);
  return days.length === 1 ? days[0]! : rejectForNow('TRAINING.DAY_UNKNOWN', { dataset: name, moment: PREDICTION_MOMENT, columns: days.join(', ') || 'none' });
};

const isWithin = (days: Period, { range }: DatasetVersionFact): boolean => !range || (range.from <= days.from && days.to <= range.to);

/** A period or week that the version holds in part only would be learnt or scored in part, in silence. */
export const outsideVersion = (version: DatasetVersionFact, wanted: readonly (Period & { readonly name: string })[]): Refused | null => {
  const outside = wanted.filter((days) => !isWithin(days, version)).map(({ name }) => name);
  return outside.length === 0 ? null : {
    accepted: false, code: 'TRAINING.OUTSIDE_VERSION', final: true,
    detail: { version: version.version, available: `${version.range!.from} until before ${version.range!.to}`, wanted: outside.join(', ') },
  };
};

/** Of weeks that exist. */
export const namedWeeks = (weeks: readonly string[]): readonly (Period & { readonly name: string })[] =>
  weeks.map((week) => ({ name: week, ...weekPeriod(week) }));
