import type { Bounds, Compiled, LogicalType, Scope } from '../rules/rule-kind.ts';
import { kindOf } from '../rules/rule-kinds.ts';
import type { Rule } from '../rules/rule.ts';
import { identifier } from '../sql/quote.ts';
import { notRun, ruleResult, type Counts, type RuleResult } from './rule-result.ts';
import { countOf, type Outcome, type Statement } from './statement.ts';

/** A column of the relation `rows`: its name in the contract, in the file, and its type. */
export interface RuleColumn {
  name: string;
  physicalName: string;
  logicalType: LogicalType | null;
}

export interface VerificationPlan {
  /** To be run in this order over the relation `rows` (and `rows_text`, for `readable`). */
  statements: Statement[];
  /** The rule whose failing keys a file statement holds. Row units: `row_number`; week units: `week`, `value`. */
  keysOf: Record<string, string>;
  read(outcome: Outcome): RuleResult[];
}

type Numbered = { rule: Rule; index: number; compiled: Compiled };
type RowRule = Numbered & { compiled: Extract<Compiled, { shape: 'row' }> };
type QueryRule = Numbered & { compiled: Extract<Compiled, { shape: 'query' }> };

const tableOf = (index: number, suffix: string): string => identifier(`rule_${index}_${suffix}`);

const repeatedOver = (earlier: readonly Numbered[]): Scope['repeatedOver'] => (columns) => {
  for (const { rule: { check }, index } of earlier) {
    if (check.kind === 'unique' && check.columns.every((name) => columns.includes(name))) return { groups: tableOf(index, 'groups'), columns: check.columns };
  }
  return null;
};

const scopeOf = (columns: readonly RuleColumn[], bounds: Bounds, index: number, earlier: readonly Numbered[]): Scope => {
  const find = (name: string): RuleColumn => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new Error(`no column "${name}"`);
    return column;
  };
  return {
    column: (name) => identifier(find(name).physicalName),
    type: (name) => find(name).logicalType,
    bounds,
    table: (suffix) => tableOf(index, suffix),
    repeatedOver: repeatedOver(earlier),
  };
};

const keysName = (rule: Rule): string => `keys of ${rule.id}`;
const measureName = (rule: Rule): string => `measure ${rule.id}`;
const fileOf = (index: number): string => `keys-${String(index + 1).padStart(3, '0')}.parquet`;
const rowMeasure = 'measure row rules';

/** All rules that look at one row share one scan for the counts and one for the keys. */
const rowStatements = (rules: RowRule[]): Statement[] => {
  if (!rules.length) return [];
  const failing = ({ compiled }: RowRule): string => `((${compiled.evaluated}) AND (${compiled.failed}))`;
  const counts = rules.flatMap((one) => [`count(*) FILTER (${one.compiled.evaluated}) AS e${one.index}`, `count(*) FILTER ${failing(one)} AS f${one.index}`]);
  return [
    { kind: 'rows', name: rowMeasure, sql: `SELECT ${counts.join(', ')} FROM rows` },
    {
      kind: 'exec', name: 'failing rows',
      sql: `CREATE TEMP TABLE failing_rows AS SELECT row_number, ${rules.map((one) => `${failing(one)} AS f${one.index}`).join(', ')} FROM rows WHERE ${rules.map(failing).join(' OR ')}`,
    },
    ...rules.map((one): Statement => ({ kind: 'file', name: keysName(one.rule), sql: `SELECT row_number FROM failing_rows WHERE f${one.index} ORDER BY 1`, file: fileOf(one.index) })),
  ];
};

const queryStatements = ({ rule, index, compiled }: QueryRule): Statement[] => [
  ...compiled.prepare.map((sql, step): Statement => ({ kind: 'exec', name: `prepare ${rule.id} (${step + 1})`, sql })),
  { kind: 'rows', name: measureName(rule), sql: compiled.measure },
  ...(compiled.keys === null ? [] : [{ kind: 'file', name: keysName(rule), sql: compiled.keys, file: fileOf(index) } as const]),
];

const countsOf = ({ rule, index, compiled }: Numbered, outcome: Outcome): Counts => {
  const row = outcome.rows[compiled.shape === 'row' ? rowMeasure : measureName(rule)]?.[0];
  if (!row) throw new Error(`no figures for the rule ${rule.id}`);
  if (compiled.shape === 'row') return { evaluated: countOf(row[`e${index}`]), failed: countOf(row[`f${index}`]), notEvaluated: 0 };
  const optional = (name: string) => (row[name] === undefined ? {} : { [name]: countOf(row[name]) });
  return {
    evaluated: countOf(row.evaluated), failed: countOf(row.failed), notEvaluated: countOf(row.not_evaluated ?? 0),
    ...optional('members'), ...optional('repeated'), ...optional('value'),
  };
};

/** Why a rule cannot be run: a column that it reads is not what the contract says; null when all are. */
const obstacle = (rule: Rule, unusable: Readonly<Record<string, string>>): string | null => {
  const used = kindOf(rule.check.kind).columns(rule.check).find(({ name }) => Object.hasOwn(unusable, name));
  return used ? `the column "${used.name}" ${unusable[used.name]}` : null;
};

/**
 * The SQL that judges `rules` over the relation `rows`, and how to read what comes back.
 * Every failing key is in a file; its number of rows is held against the count.
 * `unusable` names columns that no rule can read, with the reason; their rules are inconclusive.
 */
export const planVerification = (rules: readonly Rule[], columns: readonly RuleColumn[], bounds: Bounds, unusable: Readonly<Record<string, string>> = {}): VerificationPlan => {
  const numbered: Numbered[] = [];
  for (const [index, rule] of rules.entries()) {
    if (obstacle(rule, unusable) === null) numbered.push({ rule, index, compiled: kindOf(rule.check.kind).compile(rule.check, scopeOf(columns, bounds, index, numbered)) });
  }
  const rowRules = numbered.filter((one): one is RowRule => one.compiled.shape === 'row');
  const queryRules = numbered.filter((one): one is QueryRule => one.compiled.shape === 'query');
  const withKeys = numbered.filter(({ compiled }) => compiled.shape === 'row' || compiled.keys !== null);
  const resultOf = (one: Numbered, outcome: Outcome): RuleResult => {
    const counts = countsOf(one, outcome);
    const written = outcome.fileRows[keysName(one.rule)];
    if (written !== undefined && written !== counts.failed) throw new Error(`the rule ${one.rule.id} failed ${counts.failed} times but has ${written} keys`);
    return ruleResult(one.rule, kindOf(one.rule.check.kind).unit, counts);
  };
  return {
    statements: [...rowStatements(rowRules), ...queryRules.flatMap(queryStatements)],
    keysOf: Object.fromEntries(withKeys.map(({ rule }) => [keysName(rule), rule.id])),
    read: (outcome) => rules.map((rule) => {
      const one = numbered.find((candidate) => candidate.rule === rule);
      return one ? resultOf(one, outcome) : notRun(rule, kindOf(rule.check.kind).unit, obstacle(rule, unusable) ?? 'it was not planned');
    }),
  };
};
