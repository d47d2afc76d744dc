import { countOf, type Outcome, type Statement } from '../verification/statement.ts';
import { columnStatements, familyOf, scanStatements, type ProfiledColumn } from './column-statements.ts';
import type { ColumnProfile, Figure, Histogram, Profile, ProfileValue } from './profile.ts';

type Row = Record<string, unknown>;

// A grouping id has 63 bits; fewer columns at a time keep the counts of wide tables small.
const batchSize = 32;

const exactly = <Value>(value: Value | null): Figure<Value> => ({ value, exact: true });

const valueOf = (value: unknown): ProfileValue | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' ? value : String(value);
};

const present = (value: unknown): ProfileValue => {
  const known = valueOf(value);
  if (known === null) throw new Error('a value of the profile is missing');
  return known;
};

const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

const histogramOf = (bins: Row[]): Histogram | null =>
  bins.length ? { edges: [present(bins[0]!.low_edge), ...bins.map((bin) => present(bin.high_edge))], counts: bins.map((bin) => countOf(bin.n)) } : null;

const columnProfile = ({ index, name, type }: ProfiledColumn, outcome: Outcome): ColumnProfile => {
  const rows = (what: string): Row[] => outcome.rows[`${what} ${index}`] ?? [];
  const figures = rows('figures')[0] ?? {};
  const other = familyOf(type) === 'other';
  const quantiles = rows('quantiles').map(({ share, v }) => ({ share: Number(share), value: present(v) }));
  return {
    name, type,
    count: exactly(countOf(figures.counted)), nulls: exactly(countOf(figures.nulls)), notFinite: exactly(countOf(figures.not_finite)), distinct: exactly(countOf(figures.different)),
    minimum: exactly(valueOf(figures.low)), maximum: exactly(valueOf(figures.high)), mean: exactly(finite(figures.mean)), standardDeviation: exactly(finite(figures.deviation)),
    quantiles: exactly(other || !quantiles.length ? null : quantiles),
    topValues: exactly(rows('top').map(({ v, n }) => ({ value: present(v), count: countOf(n) }))),
    histogram: exactly(other ? null : histogramOf(rows('histogram'))),
  };
};

/** The SQL that profiles the relation `rows` in one scan (one for each 32 columns), and how to read what comes back. */
export const planProfile = (columns: readonly { name: string; type: string }[]): { statements: Statement[]; read(outcome: Outcome): Profile } => {
  const profiled = columns.map((column, index): ProfiledColumn => ({ ...column, index }));
  const batches = Array.from({ length: Math.ceil(profiled.length / batchSize) }, (_, batch) => profiled.slice(batch * batchSize, (batch + 1) * batchSize));
  return {
    statements: [
      { kind: 'rows', name: 'row count', sql: 'SELECT count(*) AS n FROM rows' },
      ...batches.flatMap(scanStatements),
      ...profiled.flatMap(columnStatements),
    ],
    read: (outcome) => ({
      rows: exactly(countOf(outcome.rows['row count']?.[0]?.n)),
      columns: profiled.map((column) => columnProfile(column, outcome)),
    }),
  };
};
