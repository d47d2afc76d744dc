import { identifier } from '../sql/quote.ts';
import type { Statement } from '../verification/statement.ts';
import { histogramBins, quantileShares, topValueCount } from './profile.ts';

export type ColumnFamily = 'number' | 'time' | 'other';

export const familyOf = (type: string): ColumnFamily =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/i.test(type) ? 'number' : /^(DATE|TIMESTAMP.*)$/i.test(type) ? 'time' : 'other';

export interface ProfiledColumn {
  index: number;
  name: string;
  type: string;
}

const frequencies = (index: number): string => identifier(`frequencies_${index}`);

/** One scan of the rows counts every value of every column of the batch; all figures follow from those counts. */
export const scanStatements = (columns: readonly ProfiledColumn[], batch: number): Statement[] => {
  const table = identifier(`scan_${batch}`);
  const keys = columns.map(({ index }) => `c${index}`);
  const inner = columns.map(({ index, name, type }) => `${familyOf(type) === 'other' && !/^BOOLEAN$/i.test(type) ? `CAST(${identifier(name)} AS VARCHAR)` : identifier(name)} AS c${index}`);
  return [
    {
      kind: 'exec', name: `scan ${batch + 1}`,
      sql: `CREATE TEMP TABLE ${table} AS SELECT grouping(${keys.join(', ')}) AS which, ${keys.join(', ')}, count(*) AS n FROM (SELECT ${inner.join(', ')} FROM rows) GROUP BY GROUPING SETS (${keys.map((key) => `(${key})`).join(', ')})`,
    },
    ...columns.map(({ index, type }, place): Statement => ({
      kind: 'exec', name: `values ${index}`,
      sql: `CREATE TEMP VIEW ${frequencies(index)} AS SELECT c${index} AS v, n, ${familyOf(type) === 'other' ? 'true' : `isfinite(c${index})`} AS finite FROM ${table}` +
        ` WHERE which = ${(2n ** BigInt(keys.length) - 1n - 2n ** BigInt(keys.length - 1 - place)).toString()}`,
    })),
  ];
};

// Sums of doubles depend on their order: a fixed one gives the same profile, and so the same digest, every time.
const moments = (index: number): string =>
  `m AS (SELECT sum(CAST(v AS DOUBLE) * n ORDER BY v) / sum(n) AS mean, sum(n) AS total FROM ${frequencies(index)} WHERE finite),` +
  ` d AS (SELECT sqrt(sum(n * (CAST(v AS DOUBLE) - mean) * (CAST(v AS DOUBLE) - mean) ORDER BY v) / nullif(any_value(total) - 1, 0)) AS deviation FROM ${frequencies(index)}, m WHERE finite)`;

const figures = ({ index, type }: ProfiledColumn): Statement => {
  const numeric = familyOf(type) === 'number';
  return {
    kind: 'rows', name: `figures ${index}`,
    sql: `WITH ${numeric ? moments(index) : 'm AS (SELECT NULL AS mean), d AS (SELECT NULL AS deviation)'} SELECT coalesce(sum(n) FILTER (v IS NOT NULL), 0) AS counted, coalesce(sum(n) FILTER (v IS NULL), 0) AS nulls,` +
      ` coalesce(sum(n) FILTER (NOT finite), 0) AS not_finite, count(v) AS different, min(v) FILTER (finite) AS low, max(v) FILTER (finite) AS high,` +
      ` (SELECT mean FROM m) AS mean, (SELECT deviation FROM d) AS deviation FROM ${frequencies(index)}`,
  };
};

const quantiles = ({ index }: ProfiledColumn): Statement => ({
  kind: 'rows', name: `quantiles ${index}`,
  sql: `WITH c AS (SELECT v, sum(n) OVER (ORDER BY v) AS upto, sum(n) OVER () AS total FROM ${frequencies(index)} WHERE finite)` +
    ` SELECT share, min(v) AS v FROM c, (SELECT unnest([${quantileShares.join(', ')}]) AS share) WHERE upto >= share * total GROUP BY share ORDER BY share`,
});

const topValues = ({ index }: ProfiledColumn): Statement => ({
  kind: 'rows', name: `top ${index}`,
  sql: `SELECT v, n FROM ${frequencies(index)} WHERE v IS NOT NULL AND finite ORDER BY n DESC, v LIMIT ${topValueCount}`,
});

/**
 * Edges: the minimum, equal steps from the 1 % to the 99 % quantile, the maximum; so that a few outliers do not push all else into one bin.
 * Times are cut at whole microseconds, days at whole days, so that the stored edges are the ones that were used.
 */
const edge = (type: string): string => {
  if (/^DATE$/i.test(type)) return 'CAST(near + CAST((far - near) * i // k AS INTEGER) AS DATE)';
  if (familyOf(type) === 'time') return `CAST(near + to_microseconds(CAST(CAST(epoch_us(far) - epoch_us(near) AS HUGEINT) * i // k AS BIGINT)) AS ${type})`;
  return 'CAST(near AS DOUBLE) + (CAST(far AS DOUBLE) - CAST(near AS DOUBLE)) * i / k';
};

const histogram = ({ index, type }: ProfiledColumn): Statement => {
  const ends = familyOf(type) === 'number' ? 'DOUBLE' : type;
  return {
    kind: 'rows', name: `histogram ${index}`,
    sql: `WITH f AS (SELECT v, n FROM ${frequencies(index)} WHERE finite), c AS (SELECT v, sum(n) OVER (ORDER BY v) AS upto, sum(n) OVER () AS total FROM f),` +
      ` b AS (SELECT min(v) AS low, max(v) AS high, min(v) FILTER (upto >= 0.01 * total) AS near, min(v) FILTER (upto >= 0.99 * total) AS far, ${histogramBins - 2} AS k FROM c HAVING count(v) > 0),` +
      ` e AS (SELECT CAST(low AS ${ends}) AS edge FROM b UNION SELECT CAST(high AS ${ends}) FROM b UNION SELECT ${edge(type)} FROM b, range(${histogramBins - 1}) t(i)),` +
      ' bins AS (SELECT edge AS low_edge, lead(edge) OVER (ORDER BY edge) AS high_edge, lead(edge, 2) OVER (ORDER BY edge) IS NULL AS final, count(*) OVER () = 1 AS single FROM e)' +
      ' SELECT low_edge, coalesce(high_edge, low_edge) AS high_edge, coalesce(sum(n), 0) AS n FROM bins LEFT JOIN f' +
      ' ON v >= low_edge AND (v < high_edge OR (final AND v <= high_edge) OR single) WHERE high_edge IS NOT NULL OR single GROUP BY low_edge, high_edge ORDER BY low_edge',
  };
};

export const columnStatements = (column: ProfiledColumn): Statement[] =>
  familyOf(column.type) === 'other' ? [figures(column), topValues(column)] : [figures(column), topValues(column), quantiles(column), histogram(column)];
