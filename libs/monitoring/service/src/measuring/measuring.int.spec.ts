import { weekPeriod } from '@throughline/kernel';
import { recallAtShare, scoredRows, type Cells, type RowsSource, type WatchedColumn } from '@throughline/monitoring-domain';
import { BenchFiles } from '@throughline/testing/context-bench';
import { FLIGHTS_SQL, isLate, rowsOfWeek } from '../../test/made-up-flights.ts';
import { cellsOf, cellStatements, populationsOf, referenceCellStatements } from './count-cells.ts';
import { driftOf } from './drift-of.ts';
import { extractScores, type Extraction } from './extract-scores.ts';
import { openVersion } from './labelled-rows.ts';
import { MeasuringFolder } from './measuring-folder.ts';
import { runJob } from './run-job.ts';
import { runMetrics } from './run-metrics.ts';

const WATCHED: readonly WatchedColumn[] = [
  { feature: 'origin', kind: 'categories', expression: 'origin' }, { feature: 'distance', kind: 'edges', expression: 'distance' },
  { feature: 'nothing', kind: 'edges', expression: 'CAST(NULL AS INTEGER)' }, { feature: 'weekday', kind: 'categories', expression: 'isodow(CAST(date AS DATE))' },
];
const procedure = { label: 'late', expression: 'delay > 15', columns: ['delay'] };
const signal = new AbortController().signal;
/** Day 91 is Monday, 2001-04-02. */
const W14 = rowsOfWeek(91);

describe('measuring', () => {
  let files: BenchFiles;
  let rows: RowsSource;
  let predictions: string;

  const put = (name: string, sql: string): Promise<string> => files.parquetBlob(name, sql);
  const use = <T>(work: (folder: MeasuringFolder) => Promise<T>): Promise<T> => MeasuringFolder.use([files.datasetRoot], files.blobs, work);
  const extract = (over: Partial<Extraction> = {}) => use(async (folder) => {
    const weeks = over.weeks ?? ['2001-W14'];
    const { file } = await extractScores(folder, { rows, procedure, weeks, predictions: [predictions], watched: [], beside: [], signal, ...over });
    return runMetrics({ kind: 'evaluation', file, weeks, share: 0.3 }, signal);
  });

  beforeAll(async () => {
    files = await BenchFiles.create();
    const { file, sha256 } = await files.parquet('flights', FLIGHTS_SQL);
    rows = {
      dataset: 'dataset-1', datasetName: 'flights', datasetVersion: '1', file, sha256, range: null, minusKeys: [],
      day: 'CAST(date AS DATE)', columns: [],
    };
    predictions = await put('predictions', 'SELECT i AS row_number, ((i * 13) % 101) / 100.0 AS score FROM range(0, 4200) AS r(i)');
  });
  afterAll(() => files.remove());

  it('reads the labels of a week and scores them', async () => {
    expect(weekPeriod('2001-W14').from).toBe('2001-04-02');
    const expected = recallAtShare(scoredRows({ rowNumber: W14, score: W14.map((i) => ((i * 13) % 101) / 100), label: W14.map(isLate) }), 0.3);
    const { weeks, figures } = await extract();
    expect(weeks).toMatchObject([{ week: '2001-W14', rows: 210, positives: W14.filter(isLate).length, recallAtShare: { value: expected.kind === 'value' ? expected.value : null, method: 'wilson' } }]);
    expect(figures.recallAtShare.value).toBe(weeks[0]!.recallAtShare.value);
    expect(figures.auc.value).toBeGreaterThan(0);
  });

  it('gives one digest to equal rows with equal labels, whatever the version is called', async () => {
    const all = await extract();
    expect((await extract({ rows: { ...rows, datasetVersion: '2', range: { column: 'date', from: '2001-01-01', to: '2001-05-01' } } })).labels).toBe(all.labels);
    expect((await extract({ procedure: { ...procedure, expression: 'delay > 45' } })).labels).not.toBe(all.labels);
  });

  it('leaves out quarantined rows, and ranks rows without a prediction last', async () => {
    const keys = await put('keys', `SELECT i AS row_number FROM range(${W14[0]}, ${W14[0]! + 10}) AS r(i)`);
    const fewer = await extract({ rows: { ...rows, minusKeys: [keys] } });
    expect(fewer.weeks[0]!.rows).toBe(200);
    const half = await put('half', `SELECT i AS row_number, 0.9 AS score FROM range(${W14[0]}, ${W14[0]! + 63}) AS r(i)`);
    const first63 = W14.slice(0, 63).filter(isLate).length / W14.filter(isLate).length;
    expect((await extract({ predictions: [half] })).weeks[0]).toMatchObject({ rows: 210, recallAtShare: { value: first63 } });
  });

  it('shows a week without rows as such', async () => {
    const { weeks, figures } = await extract({ weeks: ['2001-W14', '2002-W14'] });
    expect(weeks[1]).toMatchObject({ week: '2002-W14', rows: 0, positives: 0, auc: { value: null, reason: 'no-rows' } });
    expect(figures.recallAtShare.value).toBe(weeks[0]!.recallAtShare.value);
  });

  it.each([
    ['a column that the procedure does not name', { procedure: { ...procedure, columns: ['distance'] } }, 'delay'],
    ['a file whose bytes changed', { rows: { sha256: `sha256:${'0'.repeat(64)}` } }, 'digest'],
    ['a file that is gone', { rows: { file: 'gone.parquet' } }, 'gone.parquet'],
    ['a path that leads out', { rows: { file: '../flights.parquet' } }, 'leads out'],
  ])('refuses for good %s', async (_, over, told) => {
    const wanted = { ...over, rows: { ...rows, ...('rows' in over ? over.rows : {}) } };
    await expect(extract(wanted)).rejects.toMatchObject({ name: 'MeasuringFailed', message: expect.stringContaining(told) });
  });

  it('refuses predictions that score a row twice, or beyond one', async () => {
    const twice = await put('twice', `SELECT ${W14[3]} AS row_number, 0.5 AS score FROM range(2)`);
    await expect(extract({ predictions: [twice] })).rejects.toMatchObject({ name: 'MeasuringFailed', message: `rowNumber of row ${W14[3]}: occurs more than once` });
    const beyond = await put('beyond', `SELECT ${W14[3]} AS row_number, 1.5 AS score`);
    await expect(extract({ predictions: [beyond] })).rejects.toMatchObject({ name: 'MeasuringFailed', message: expect.stringContaining('1.5 is not a number in [0, 1]') });
    await expect(extract({ predictions: [`sha256:${'9'.repeat(64)}`] })).rejects.toMatchObject({ name: 'MeasuringFailed', message: expect.stringContaining('no blob') });
  });

  it('counts a reference and a window in the same cells; an empty column loses nothing but itself', async () => {
    const counted = await use(async (folder) => {
      const dataset = await openVersion(folder, rows, WATCHED);
      const cells = cellsOf(WATCHED, (await runJob({ inputs: { dataset }, statements: referenceCellStatements('dataset', WATCHED) })).rows);
      return { cells, populations: populationsOf(cells, (await runJob({ inputs: { dataset }, statements: cellStatements('dataset', cells) })).rows) };
    });
    expect(counted.cells[0]).toEqual({ kind: 'categories', categories: ['JFK', 'LAX', 'ORD'] });
    const distances = Array.from({ length: 4200 }, (_, i) => 200 + (i * 31) % 900).sort((a, b) => a - b);
    const edges = [...new Set([...Array.from({ length: 10 }, (_, i) => distances[Math.floor((i * 4200) / 10)]!), distances[4199]!])];
    expect(counted.cells[1]).toEqual({ kind: 'edges', edges });
    const inCell = edges.map((_, k) => distances.filter((d) => edges.filter((e) => e <= d).length === k + 1).length);
    expect(counted.populations[1]).toEqual({ cells: counted.cells[1], counts: [0, ...inCell], rows: 4200, nulls: 0, notNumbers: 0 });
    const [origin, , nothing, weekday] = counted.populations.map((population, i) => driftOf(WATCHED[i]!.feature, population, population));
    expect(origin).toEqual({ feature: 'origin', kind: 'categories', cells: 4, jensenShannon: 0, psi: 0, reason: null, referenceValues: 4200, currentValues: 4200, currentNulls: 0 });
    expect(nothing).toMatchObject({ jensenShannon: null, psi: null, reason: 'no-reference', currentNulls: 4200 });
    expect(weekday).toMatchObject({ cells: 8, jensenShannon: 0 });
  });

  it('counts what a reference never had among all others', async () => {
    const cells: Cells[] = [{ kind: 'categories', categories: ['JFK'] }];
    const counted = await use(async (folder) => populationsOf(cells, (await runJob({
      inputs: { dataset: await openVersion(folder, rows, WATCHED.slice(0, 1)) }, statements: cellStatements('dataset', cells),
    })).rows));
    expect(counted).toEqual([{ cells: cells[0], counts: [1400, 2800], rows: 4200, nulls: 0, notNumbers: 0 }]);
  });
});
