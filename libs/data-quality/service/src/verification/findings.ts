import type { Findings, Profile, RuleOutcome, RuleResult, Unit } from '@throughline/data-quality-domain';
import type { Verification } from './verify-rows.ts';

const UNITS: Record<Unit, RuleOutcome['unit']> = { row: 'rows', week: 'weeks', dataset: 'dataset' };

/** Files of a verification in the blob store. */
export interface StoredFindings {
  readonly keys: Readonly<Record<string, RuleOutcome['keys']>>;
  readonly profile: Findings['profile'];
}

const shortened = (text: string): string => (text.length > 500 ? `${text.slice(0, 499)}…` : text);

const outcomeOf = ({ ruleId, kind, severe, unit, evaluated, notEvaluated, failed, members, status, why }: RuleResult, keys: RuleOutcome['keys'] | undefined): RuleOutcome =>
  ({ rule: ruleId, kind, severe, unit: UNITS[unit], evaluated, failed, notEvaluated, members: members ?? null, verdict: status, reason: why === null ? null : shortened(why), keys: keys ?? null });

/** What a verification found, as it is recorded. A column of another type than promised fails in every row. */
export const findingsOf = ({ verdict, results, typeMismatches }: Verification, profile: Profile, stored: StoredFindings): Findings => {
  const rows = profile.rows.value ?? 0;
  const mismatches = typeMismatches.map(({ column, promised, found }): RuleOutcome => ({
    rule: `${column}.type`.slice(0, 120), kind: 'type', severe: true, unit: 'rows', evaluated: rows, failed: rows, notEvaluated: 0, members: null, verdict: 'failed',
    reason: shortened(`${column} is ${found} in the file, not ${promised}`), keys: null,
  }));
  return { verdict, rows, results: [...results.map((result) => outcomeOf(result, stored.keys[result.ruleId])), ...mismatches], profile: stored.profile };
};
