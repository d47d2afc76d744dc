import { accept, reject, rejectForNow, type Decision } from '@throughline/kernel';
import type { RuleOutcome, VerifiedRows } from '../verification/verification.ts';
import type { Dataset, DatasetCommand, DatasetEvent } from './dataset.ts';

export type QuarantineRefusal =
  | 'DATA_QUALITY.NO_SUCH_DATASET' | 'DATA_QUALITY.NO_SUCH_VERSION' | 'DATA_QUALITY.NO_SUCH_VERIFICATION' | 'DATA_QUALITY.VERIFICATION_OF_ANOTHER_VERSION'
  | 'DATA_QUALITY.VERIFICATION_NOT_COMPLETED' | 'DATA_QUALITY.NO_SUCH_RULE' | 'DATA_QUALITY.RULE_WITHOUT_ROWS' | 'DATA_QUALITY.NOTHING_TO_QUARANTINE'
  | 'DATA_QUALITY.VERSION_NAME_TOO_LONG';

const LONGEST_VERSION = 40;

type Named = { readonly status: 'usable'; readonly rules: readonly RuleOutcome[] } | { readonly status: 'refused'; readonly decision: Decision<never, QuarantineRefusal> };

const outcomesOf = (results: readonly RuleOutcome[], rules: readonly string[]): Named => {
  const found: RuleOutcome[] = [];
  for (const rule of new Set(rules)) {
    const outcome = results.find((result) => result.rule === rule);
    if (!outcome) return { status: 'refused', decision: reject('DATA_QUALITY.NO_SUCH_RULE', { rule, known: results.map((result) => result.rule).join(', ') }) };
    if (outcome.unit !== 'rows') return { status: 'refused', decision: reject('DATA_QUALITY.RULE_WITHOUT_ROWS', { rule, unit: outcome.unit }) };
    found.push(outcome);
  }
  return { status: 'usable', rules: found };
};

/** The key files that the named rules' failing rows are in; none when a rule cannot be used or nothing failed. */
export const keysToLeaveOut = (verified: VerifiedRows, rules: readonly string[]): readonly NonNullable<RuleOutcome['keys']>[] => {
  if (verified.status !== 'completed') return [];
  const named = outcomesOf(verified.results, rules);
  return named.status === 'refused' ? [] : named.rules.flatMap(({ keys }) => keys ?? []);
};

const nextName = (versions: ReadonlyMap<string, unknown>, base: string): string => {
  for (let k = 1; ; k += 1) if (!versions.has(`${base}-q${k}`)) return `${base}-q${k}`;
};

export const quarantineRows = ({ data }: Extract<DatasetCommand, { type: 'QuarantineRows' }>, state: Dataset): Decision<DatasetEvent, QuarantineRefusal> => {
  const { dataset, version: base, verification, verified, reason } = data;
  if (state.status === 'absent') return reject('DATA_QUALITY.NO_SUCH_DATASET');
  const origin = state.versions.get(base);
  if (!origin) return reject('DATA_QUALITY.NO_SUCH_VERSION', { name: state.name, version: base });
  if (verified.status === 'absent') return reject('DATA_QUALITY.NO_SUCH_VERIFICATION');
  if (verified.dataset !== dataset || verified.datasetVersion !== base) {
    return reject('DATA_QUALITY.VERIFICATION_OF_ANOTHER_VERSION', { verification, verified: `${verified.datasetName} ${verified.datasetVersion}`, version: base });
  }
  if (verified.status === 'running') return rejectForNow('DATA_QUALITY.VERIFICATION_NOT_COMPLETED', { verification, status: verified.status });
  if (verified.status !== 'completed') return reject('DATA_QUALITY.VERIFICATION_NOT_COMPLETED', { verification, status: verified.status });
  const named = outcomesOf(verified.results, data.rules);
  if (named.status === 'refused') return named.decision;
  const rules = named.rules.filter(({ keys }) => keys !== null).map(({ rule }) => rule).sort();
  if (rules.length === 0) return reject('DATA_QUALITY.NOTHING_TO_QUARANTINE', { rules: data.rules.join(', ') });
  // The result came in after the keys were looked for.
  if (!data.keys) return rejectForNow('DATA_QUALITY.VERIFICATION_NOT_COMPLETED', { verification, status: 'running' });
  const { digest, size, rows } = data.keys;
  const minusKeys = [...origin.minusKeys, digest];
  const same = [...state.versions.values()].some((known) => known.base === base && known.minusKeys.join() === minusKeys.join());
  if (same) return accept();
  const version = nextName(state.versions, base);
  if (version.length > LONGEST_VERSION) return reject('DATA_QUALITY.VERSION_NAME_TOO_LONG', { version });
  const { name } = state;
  return accept(
    { type: 'RowsQuarantined', data: { name, base, version, verification, rules, keys: digest, keysSize: size, rows, reason } },
    { type: 'DatasetVersionRecorded', data: { name, ...origin, version, base, minusKeys } },
  );
};
