import type { ContractColumn, DatasetVersionFacts, RowsSource, WatchedColumn } from './rows-source.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP', time: 'TIME',
};

const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

const expressionOf = ({ name, expression }: ContractColumn): string => expression ?? quoted(name);

/** The contract's first date column; else the column that bounds the version. */
const dayOf = ({ columns, source }: DatasetVersionFacts): string | null => {
  const date = columns?.find(({ logicalType }) => logicalType === 'date');
  if (date) return `CAST((${expressionOf(date)}) AS DATE)`;
  const timestamp = source.range?.column ?? columns?.find(({ logicalType }) => logicalType === 'timestamp')?.name;
  return timestamp === undefined ? null : `CAST(${quoted(timestamp)} AS DATE)`;
};

/** Null when no contract says which column holds the day. */
export const describeRows = (facts: DatasetVersionFacts): RowsSource | null => {
  const day = dayOf(facts);
  if (day === null || facts.columns === null) return null;
  const columns = facts.columns.filter(({ expression }) => expression === null)
    .map(({ name, logicalType }) => ({ name, type: TYPES[logicalType] ?? 'VARCHAR' }));
  return { ...facts.source, day, columns };
};

/** Columns that a prediction could have seen: known at the first moment. Text by its values, numbers by cells, the day by its weekday. */
export const watchedColumns = (facts: DatasetVersionFacts): readonly WatchedColumn[] => {
  const day = dayOf(facts);
  if (day === null) return [];
  const known = (facts.columns ?? []).filter(({ availableAt }) => availableAt !== null && availableAt === facts.moments[0]);
  const columns = known.flatMap((column): WatchedColumn[] => {
    if (column.logicalType === 'string') return [{ feature: column.name, kind: 'categories', expression: expressionOf(column) }];
    if (column.logicalType === 'integer' || column.logicalType === 'number') return [{ feature: column.name, kind: 'edges', expression: expressionOf(column) }];
    return [];
  });
  return [...columns, { feature: 'weekday', kind: 'categories', expression: `isodow(${day})` }];
};
