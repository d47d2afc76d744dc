import { reject, rejectForNow, type MissingItem } from '@throughline/kernel';
import { refusals, type FeatureRefusal, type FeatureSet, type Label } from '../features/index.ts';
import { PREDICTION_MOMENT, type UsableVersion } from './check-version.ts';
import type { Refused, StartRefusal } from './refusal.ts';
import type { FeaturesFact, KpiFact } from './run-facts.ts';

const codeOf: Readonly<Record<FeatureRefusal['reason'], StartRefusal>> = {
  'known-too-late': 'TRAINING.FEATURE_NOT_KNOWN_YET',
  'not-in-contract': 'TRAINING.COLUMN_NOT_IN_CONTRACT',
  'availability-not-declared': 'TRAINING.COLUMN_AVAILABILITY_UNKNOWN',
};

const missingOf = ({ feature, column, reason, availableAt }: FeatureRefusal): MissingItem => ({
  key: `${feature}.${column}`,
  what: reason === 'known-too-late' ? `${feature} reads ${column}, which is known at ${availableAt}`
    : reason === 'not-in-contract' ? `${feature} reads ${column}, which is not in the contract`
      : `${feature} reads ${column}, of which the contract does not say when it is known`,
  remedy: reason === 'known-too-late' ? `leave ${column} out, or use its outcomes of earlier days` : `declare ${column} in the contract`,
});

const firstWord = ['known-too-late', 'not-in-contract', 'availability-not-declared'] as const;

export const declaredFeatures = (fact: FeaturesFact): FeatureSet | Refused => {
  if (fact.ok) return fact.features;
  return reject('TRAINING.FEATURES_INVALID', { problems: fact.problems.map(({ path, message }) => `${path} ${message}`).join('; ') });
};

/** Names the first feature that may not be used, and lists all of them. */
export const featuresKnownInTime = (set: FeatureSet, { name, contract }: UsableVersion): Refused | null => {
  const availability = Object.fromEntries(contract.columns.map((c) => [c.name, c.availableAt ?? undefined]));
  const refused = refusals(set, availability, contract.moments, PREDICTION_MOMENT);
  const first = firstWord.flatMap((reason) => refused.filter((r) => r.reason === reason))[0];
  if (!first) return null;
  return rejectForNow(codeOf[first.reason], {
    dataset: name, feature: first.feature, column: first.column, availableAt: first.availableAt ?? null, moment: PREDICTION_MOMENT, missing: refused.map(missingOf),
  });
};

const sameColumns = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join('\n') === [...b].sort().join('\n');

/** The model must learn the very outcome that the KPI counts. */
export const labelOfKpi = (label: Label, { procedure }: KpiFact): Refused | null => {
  if (label.name === procedure.label && label.expression.trim() === procedure.expression.trim() && sameColumns(label.columns, procedure.columns)) return null;
  return reject('TRAINING.LABEL_IS_NOT_THE_KPIS', { label: `${label.name}: ${label.expression}`, expected: `${procedure.label}: ${procedure.expression}` });
};
