import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { compileFeatureTable, writeFeatureFile } from '@throughline/training-domain';
import type { Feature, FeatureFileFormat, HistoryFeature } from '@throughline/training-domain';

interface Flight { row: number; day: number; minute: number; delay: number | null; origin: string; destination: string }

const label = { name: 'late', expression: 'delay > 15', columns: ['delay'] };
const rate = (name: string, by: string[], days: number, lag = 1): HistoryFeature =>
  ({ kind: 'history', name, rate: { expression: 'delay > 15', columns: ['delay'] }, by, days, lag });
const features: readonly Feature[] = [
  { kind: 'row', name: 'weekday', expression: 'isodow(day)', columns: ['day'] },
  rate('origin_late_1d', ['origin'], 1),
  rate('origin_late_7d', ['origin'], 7),
  rate('route_late_3d', ['origin', 'destination'], 3, 2),
  rate('all_late_2d', [], 2),
];

// 2001-01-01 was a Monday. Airport C has no flight on many days, some delays are missing.
const airports = ['A', 'A', 'A', 'B', 'B', 'C'];
const flights: readonly Flight[] = Array.from({ length: 900 }, (_, row) => {
  const mixed = Math.imul(row + 1, 2654435761) >>> 0;
  return {
    row, day: Math.floor(row / 30), minute: mixed % 1440, delay: mixed % 11 === 0 ? null : (mixed >>> 5) % 41 - 10,
    origin: (mixed >>> 9) % 97 < 5 ? 'C' : airports[(mixed >>> 12) % 5]!, destination: airports[(mixed >>> 17) % 6]!,
  };
});

const literal = ({ row, day, minute, delay, origin, destination }: Flight): string =>
  `(${row}, TIMESTAMP '2001-01-01' + INTERVAL ${day * 1440 + minute} MINUTE, ${delay ?? 'NULL'}, '${origin}', '${destination}')`;

const open = async (rows: readonly Flight[]): Promise<DuckDBConnection> => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  await connection.run(`CREATE VIEW rows AS SELECT row_number::BIGINT AS row_number, date, delay, origin, destination, CAST(date AS DATE) AS day
    FROM (VALUES ${rows.map(literal).join(', ')}) AS f(row_number, date, delay, origin, destination)`);
  return connection;
};

const wanted = { from: '2001-01-03', to: '2001-01-29' };
const compiled = compileFeatureTable({ features, label, datasetRelation: 'rows', dayColumn: 'day', rowsWanted: wanted });

const materialise = async (connection: DuckDBConnection, { statements } = compiled): Promise<Record<string, unknown>[]> => {
  for (const statement of statements) await connection.run(statement);
  const reader = await connection.runAndReadAll('SELECT * FROM feature_table ORDER BY row_number');
  return reader.getRowObjectsJS();
};

const naiveRate = (flight: Flight, { by, days, lag }: HistoryFeature): number | null => {
  const known = flights.filter((other) => other.delay !== null
    && other.day >= flight.day - lag - days + 1 && other.day <= flight.day - lag
    && by.every((key) => other[key as 'origin'] === flight[key as 'origin']));
  return known.length === 0 ? null : known.filter(({ delay }) => delay! > 15).length / known.length;
};

describe('a compiled feature table', () => {
  it('holds the wanted rows, with the features and labels that a naive count gives', async () => {
    const expected = flights.filter(({ day }) => day >= 2 && day < 28).map((flight) => ({
      row_number: BigInt(flight.row),
      weekday: BigInt(flight.day % 7 + 1),
      ...Object.fromEntries(features.filter((feature) => feature.kind === 'history').map((feature) => [feature.name, naiveRate(flight, feature)])),
      late: flight.delay === null ? null : flight.delay > 15,
    }));
    const rows = await materialise(await open(flights));
    expect(rows).toEqual(expected);
    expect(Object.keys(rows[0]!)).toEqual(compiled.columns);
    expect(rows.some((row) => row['origin_late_1d'] === null)).toBe(true);
  });

  it('takes whole ISO weeks and leaves the label out when none is asked for', async () => {
    const rows = await materialise(await open(flights), compileFeatureTable({
      features: [features[1]!], datasetRelation: 'rows', dayColumn: 'day', rowsWanted: { weeks: ['2001-W02', '2001-W04'] },
    }));
    expect(rows.map((row) => Number(row['row_number']))).toEqual(flights.filter(({ day }) => [1, 3].includes(Math.floor(day / 7))).map(({ row }) => row));
    expect(Object.keys(rows[0]!)).toEqual(['row_number', 'origin_late_1d']);
  });

  it('lets a day go by without rows', async () => {
    const gap = flights.filter(({ day, origin }) => origin !== 'A' || day !== 9);
    const rows = await materialise(await open(gap));
    const after = gap.filter(({ day, origin }) => day === 10 && origin === 'A');
    expect(after.length).toBeGreaterThan(0);
    for (const { row } of after) expect(rows.find((found) => found['row_number'] === BigInt(row))).toMatchObject({ origin_late_1d: null });
  });

  it.each(['"delay"', 'row_number', 'rowid', 'r.delay', 'rows.delay'])('computes an expression where %s cannot be read, should it ever get past the check', async (stolen) => {
    const connection = await open(flights);
    const own = compiled.statements[0]!;
    expect(own).toContain('isodow ( "day" )');
    await expect(connection.run(own.replace('isodow ( "day" )', stolen))).rejects.toThrow(/not found|does not exist|Binder Error/);
  });

  it('shows a star nothing but the declared columns', async () => {
    const connection = await open(flights);
    const reader = await connection.runAndReadAll(compiled.statements[0]!.replace('isodow ( "day" )', 'COLUMNS(*)').replace(/^CREATE TEMP TABLE \w+ AS /, ''));
    expect(new Set(reader.columnNames())).toEqual(new Set(['day', '_value']));
  });

  it('does not compile what the check refuses', () => {
    const hostile: Feature = { kind: 'row', name: 'x', expression: '(select max(delay) from rows) + isodow(day)', columns: ['day'] };
    expect(() => compileFeatureTable({ features: [hostile], datasetRelation: 'rows', dayColumn: 'day', rowsWanted: wanted })).toThrow('select');
    expect(() => compileFeatureTable({ features, datasetRelation: 'rows', dayColumn: 'day', rowsWanted: { weeks: ["x') --"] } })).toThrow('no ISO week');
  });

  describe('as a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'feature-table-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    // Large enough for several row groups and both threads; `order` is the order in which the source yields its rows.
    const digest = async (format: FeatureFileFormat, order: string): Promise<string> => {
      const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
      await connection.run(`CREATE TABLE rows AS SELECT i AS row_number, DATE '2001-01-01' + (i // 10000)::INTEGER AS day, hash(i) % 60 AS delay,
        'A' || (hash(i + 7) % 200) AS origin, 'B' || (hash(i + 9) % 200) AS destination FROM range(300000) AS s(i) ORDER BY ${order}`);
      for (const statement of compiled.statements) await connection.run(statement);
      const path = join(folder, `${order.length}.${format}`);
      await connection.run(writeFeatureFile(compiled, path, format));
      return createHash('sha256').update(readFileSync(path)).digest('hex');
    };

    it.each(['csv', 'parquet'] as const)('%s has the same bytes each time, in whatever order the source yields its rows', async (format) => {
      const first = await digest(format, 'i');
      expect(await digest(format, 'i')).toBe(first);
      expect(await digest(format, 'hash(i)')).toBe(first);
    });

    it('writes a missing rate as nothing and a label as true or false', async () => {
      const connection = await open(flights);
      await materialise(connection);
      const path = join(folder, "it's.csv");
      await connection.run(writeFeatureFile(compiled, path, 'csv'));
      const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
      expect(header).toBe('row_number,weekday,origin_late_1d,origin_late_7d,route_late_3d,all_late_2d,late');
      expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 26 * 30 }, (_, index) => index + 60));
      expect(new Set(lines.map((line) => line.split(',').at(-1)))).toEqual(new Set(['true', 'false', '']));
      expect(lines.some((line) => line.split(',')[2] === '')).toBe(true);
    });
  });
});
