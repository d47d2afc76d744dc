import { checkExpression, quoted } from './expression.ts';
import type { ColumnExpression, Feature, HistoryFeature, Label } from './feature.ts';
import { wantedRowsCondition, wantedRowsProblems } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

export interface FeatureTableRequest {
  readonly features: readonly Feature[];
  /** Given when training; without it the table holds no outcome. */
  readonly label?: Label;
  /** Name of the relation with all rows of the dataset version minus quarantined keys: `row_number` and the contract's columns. */
  readonly datasetRelation: string;
  /** The column of type DATE that says which day a row belongs to. */
  readonly dayColumn: string;
  readonly rowsWanted: WantedRows;
  /** Rates as the text that CSV gives a double: it is then written once for a day and group instead of once for a row. */
  readonly ratesAsText?: boolean;
  /** One statement reads the result, so that it is computed in it instead of being kept as a table. */
  readonly readOnce?: boolean;
}

export interface FeatureTable {
  /** To be run in this order on one connection. */
  readonly statements: readonly string[];
  /** The temporary table, or view when it is read once, that the statements leave behind; its rows are in no order. */
  readonly table: string;
  /** `row_number`, the features in their order, the label when given. */
  readonly columns: readonly string[];
}

/** A table to look values up in: equal keys, one row. */
interface Lookup {
  readonly table: string;
  readonly keys: readonly string[];
}

const tableName = 'feature_table';

const sqlOf = (expression: ColumnExpression): string => {
  const checked = checkExpression(expression);
  // parseFeatures reports this to the user; whoever gets here went past it.
  if (!checked.ok) throw new Error(`expression ${expression.expression}: ${checked.problems.join('; ')}`);
  return checked.sql;
};

const list = (columns: readonly string[], alias: string): string => columns.map((column) => `${alias}.${quoted(column)}`).join(', ');

const join = ({ table, keys }: Lookup, alias: string): string =>
  `JOIN ${table} AS ${alias} ON ${keys.map((key) => `r.${quoted(key)} IS NOT DISTINCT FROM ${alias}.${quoted(key)}`).join(' AND ')}`;

const expressionKey = ({ expression, columns }: ColumnExpression): string => `${expression} over ${columns.join()}`;
const dailyKey = ({ rate, by }: HistoryFeature): string => `${expressionKey(rate)} by ${by.join()}`;

/** What is computed once for all features that need it; the names are given in the order of the features. */
const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] =>
  [...Map.groupBy(items, keyOf).values()];

// The expression runs over a relation that has its own columns and nothing else, not even the key of the row:
// whatever it could smuggle in, there is no other column to read.
const expressionTable = (name: string, expression: ColumnExpression, relation: string): string =>
  `CREATE TEMP TABLE ${name} AS SELECT *, (${sqlOf(expression)}) AS _value `
  + `FROM (SELECT DISTINCT ${list(expression.columns, 'r')} FROM ${relation} AS r)`;

// Counts stay integers until the last division, so the order in which rows are added cannot change a digit.
const dailyTable = (name: string, outcome: Lookup, keys: readonly string[], dayColumn: string, relation: string): string =>
  `CREATE TEMP TABLE ${name} AS SELECT ${list(keys, 'r')}, r.${quoted(dayColumn)} - DATE '1970-01-01' AS _day, `
  + 'count(*) FILTER (WHERE CAST(o._value AS BOOLEAN)) AS _true, count(o._value) AS _known '
  + `FROM ${relation} AS r ${join(outcome, 'o')} WHERE r.${quoted(dayColumn)} IS NOT NULL GROUP BY ALL`;

const rateColumn = ({ name, by, days, lag }: HistoryFeature, asText: boolean): string => {
  const partition = by.length > 0 ? `PARTITION BY ${list(by, 'd')} ` : '';
  const window = `OVER (${partition}ORDER BY d._day RANGE BETWEEN ${lag + days - 1} PRECEDING AND ${lag} PRECEDING)`;
  const rate = `CAST(sum(d._true) ${window} AS DOUBLE) / nullif(CAST(sum(d._known) ${window} AS DOUBLE), 0)`;
  return `${asText ? `CAST(${rate} AS VARCHAR)` : rate} AS ${quoted(name)}`;
};

const historyTable = (name: string, features: readonly HistoryFeature[], keys: readonly string[], { daily, wanted, asText }: { readonly daily: string; readonly wanted: string; readonly asText: boolean }): string =>
  // The rates see all days, but only those of wanted days are kept.
  `CREATE TEMP TABLE ${name} AS SELECT ${list(keys, 'd')}, ${features.map((feature) => rateColumn(feature, asText)).join(', ')} FROM ${daily} AS d QUALIFY ${wanted}`;

/**
 * The statements that materialise the table of the wanted rows. `nullif` makes a rate without any row NULL.
 * Throws when the wanted rows or an expression are not valid: check them with
 * `wantedRowsProblems` and `parseFeatures` first.
 */
export const compileFeatureTable = ({ features, label, datasetRelation, dayColumn, rowsWanted, ratesAsText = false, readOnce = false }: FeatureTableRequest): FeatureTable => {
  const problems = wantedRowsProblems(rowsWanted);
  if (problems.length > 0) throw new Error(problems.join('; '));
  const relation = quoted(datasetRelation);
  const rowColumns = [...features.filter((feature) => feature.kind === 'row'), ...(label ? [label] : [])];
  const histories = features.filter((feature) => feature.kind === 'history');

  const expressions = grouped([...rowColumns, ...histories.map(({ rate }) => rate)], expressionKey);
  const lookups = new Map(expressions.map(([expression], index) =>
    [expressionKey(expression!), { table: `feature_expression_${index + 1}`, keys: expression!.columns }]));
  const lookupOf = (expression: ColumnExpression): Lookup => lookups.get(expressionKey(expression))!;

  const rates = grouped(histories, dailyKey).map((group, index) => ({
    group,
    outcome: lookupOf(group[0]!.rate),
    daily: `feature_daily_${index + 1}`,
    lookup: { table: `feature_history_${index + 1}`, keys: [...new Set([...group[0]!.by, dayColumn])] },
  }));

  const aliases = new Map([...lookups.values(), ...rates.map(({ lookup }) => lookup)].map((lookup, index) => [lookup.table, `v${index + 1}`]));
  const valueOf = (column: Feature | Label): string => {
    if ('kind' in column && column.kind === 'history') {
      const { lookup } = rates.find(({ group }) => group.includes(column))!;
      return `${aliases.get(lookup.table)}.${quoted(column.name)}`;
    }
    return `${aliases.get(lookupOf(column).table)}._value AS ${quoted(column.name)}`;
  };
  const wantedLookups = [...new Set(rowColumns.map(lookupOf)), ...rates.map(({ lookup }) => lookup)];
  const outputs = [...features, ...(label ? [label] : [])];

  return {
    table: tableName,
    columns: ['row_number', ...outputs.map(({ name }) => name)],
    statements: [
      ...expressions.map(([expression]) => expressionTable(lookupOf(expression!).table, expression!, relation)),
      ...rates.flatMap(({ group, outcome, daily, lookup }) => [
        dailyTable(daily, outcome, lookup.keys, dayColumn, relation),
        historyTable(lookup.table, group, lookup.keys, { daily, wanted: wantedRowsCondition(rowsWanted, `d.${quoted(dayColumn)}`), asText: ratesAsText }),
      ]),
      `CREATE TEMP ${readOnce ? 'VIEW' : 'TABLE'} ${tableName} AS SELECT r.row_number, ${outputs.map(valueOf).join(', ')} FROM ${relation} AS r `
      + `${wantedLookups.map((lookup) => join(lookup, aliases.get(lookup.table)!)).join(' ')} `
      + `WHERE ${wantedRowsCondition(rowsWanted, `r.${quoted(dayColumn)}`)}`,
    ],
  };
};
