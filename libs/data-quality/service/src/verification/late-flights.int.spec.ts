import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDataJob } from '@throughline/data-engine';
import { parseContract, type Contract, type NotChecked } from '@throughline/data-quality-domain';
import { parse } from 'yaml';
import { profileRows, rowsOfTable, verifyRows, type Verification } from './index.ts';

const file = 'flights-3m.parquet';
const sha256 = 'dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0';
const roots = [fileURLToPath(new URL('../../../../../node_modules/vega-datasets/data', import.meta.url))];
const limits = { memoryMb: 640, threads: 2, seconds: 120 };
const path = new URL('../../../../../examples/late-flights/contract.odcs.yaml', import.meta.url);

let dir: string;
let contract: Contract;
let notChecked: NotChecked[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'late-flights-'));
  const reading = parseContract(parse(readFileSync(path, 'utf8')));
  if (reading.status === 'refused') throw new Error(JSON.stringify(reading.problems));
  ({ contract, notChecked } = reading);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const open = (to: string | null, minusKeys: string[] = []) =>
  rowsOfTable(contract.tables[0]!, { roots, file, sha256, range: to === null ? null : { column: 'date', from: '2001-01-01', to }, minusKeys });
const verify = async (to: string | null, minusKeys: string[] = []): Promise<Verification> =>
  verifyRows({ rows: await open(to, minusKeys), table: contract.tables[0]!, outputDir: await mkdtemp(join(dir, 'out-')), limits });
const figures = ({ results }: Verification) => Object.fromEntries(results.map(({ ruleId, evaluated, failed, members }) => [ruleId, members === undefined ? [evaluated, failed] : [evaluated, failed, members]]));
const severeKeys = ({ keyFiles, results }: Verification): string[] => results.filter(({ severe }) => severe).flatMap(({ ruleId }) => keyFiles[ruleId]?.path ?? []);

describe('the contract of the example', () => {
  it('has its fifteen rules, severe with their reasons, and the moments', () => {
    const { rules, columns } = contract.tables[0]!;
    expect(rules.map(({ id }) => id).sort()).toEqual(['date-in-period', 'delay-plausible', 'destination-code', 'distance-plausible', 'flight-unique', 'known-airports', 'no-misdated-night', 'no-null',
      'one-distance-per-route', 'origin-code', 'origin-not-destination', 'row-unique', 'week-complete', 'weekly-late-rate', 'weekly-volume']);
    expect(rules.filter(({ severe }) => severe).map(({ id }) => id).sort()).toEqual(['date-in-period', 'delay-plausible', 'destination-code', 'no-null', 'origin-code', 'origin-not-destination', 'row-unique']);
    expect(rules.filter(({ reason }) => !reason)).toEqual([]);
    expect(contract.moments).toEqual(['prediction', 'departure', 'arrival']);
    expect(Object.fromEntries(columns.map(({ name, availableAt }) => [name, availableAt]))).toEqual({ date: 'departure', delay: 'arrival', distance: 'prediction', origin: 'prediction', destination: 'prediction', day: 'prediction' });
    expect(columns.at(-1)?.derived).toEqual({ expression: 'CAST(date AS DATE)', columns: ['date'] });
    expect(notChecked.map((one) => one.path)).toEqual(['schema[0].physicalType']);
  });
});

describe('three million flights', () => {
  it('as a whole: every rule, every week; without the severe failures the contract is met', async () => {
    const verification = await verify(null);
    expect(figures(verification)).toEqual({
      'no-null': [3_000_000, 0], 'delay-plausible': [3_000_000, 11], 'distance-plausible': [3_000_000, 1234], 'date-in-period': [3_000_000, 6],
      'origin-code': [3_000_000, 0], 'destination-code': [3_000_000, 0], 'origin-not-destination': [3_000_000, 0],
      'flight-unique': [3_000_000, 7892, 15743], 'row-unique': [3_000_000, 191, 382], 'one-distance-per-route': [3_000_000, 0],
      'no-misdated-night': [3_000_000, 17959], 'known-airports': [2_033_591, 622], 'weekly-volume': [26, 1], 'weekly-late-rate': [26, 1], 'week-complete': [26, 1],
    });
    expect(verification.verdict).toBe('breached');
    expect(verification.peakMemoryMb).toBeLessThan(1024);
    const derived = await verify(null, severeKeys(verification));
    expect(derived).toMatchObject({ verdict: 'met' });
    expect(figures(derived)['row-unique']).toEqual([2_999_792, 0, 0]);
  });

  it('to the end of March: the week that the end cuts is not evaluated', async () => {
    const verification = await verify('2001-04-01');
    expect(figures(verification)).toEqual({
      'no-null': [1_477_911, 0], 'delay-plausible': [1_477_911, 10], 'distance-plausible': [1_477_911, 662], 'date-in-period': [1_477_911, 0],
      'origin-code': [1_477_911, 0], 'destination-code': [1_477_911, 0], 'origin-not-destination': [1_477_911, 0],
      'flight-unique': [1_477_911, 3708, 7399], 'row-unique': [1_477_911, 90, 180], 'one-distance-per-route': [1_477_911, 0],
      'no-misdated-night': [1_477_911, 9116], 'known-airports': [511_502, 50], 'weekly-volume': [12, 0], 'weekly-late-rate': [12, 1], 'week-complete': [12, 0],
    });
    expect(verification.results.filter(({ unit }) => unit === 'week').map(({ notEvaluated }) => notEvaluated)).toEqual([1, 1, 1]);
    expect((await verify('2001-04-01', severeKeys(verification))).verdict).toBe('met');
  });

  it('agree with plain SQL over the file, row by row', async () => {
    const verification = await verify(null);
    const oracle: Record<string, string> = {
      'delay-plausible': 'SELECT row_number FROM flights WHERE delay < -120 OR delay > 1440',
      'distance-plausible': 'SELECT row_number FROM flights WHERE distance NOT BETWEEN 50 AND 5000',
      'date-in-period': `SELECT row_number FROM flights WHERE year(date) <> 2001 OR month(date) > 6`,
      'row-unique': 'SELECT row_number FROM flights QUALIFY row_number() OVER (PARTITION BY date, delay, distance, origin, destination ORDER BY row_number) > 1',
      'flight-unique': 'SELECT row_number FROM flights QUALIFY row_number() OVER (PARTITION BY date, origin, destination ORDER BY row_number) > 1',
      'no-misdated-night': `SELECT row_number FROM flights WHERE CAST(date AS TIME) < TIME '05:00'`,
      'known-airports': `SELECT row_number FROM flights f WHERE month(date) >= 3 AND (NOT EXISTS (SELECT 1 FROM flights k WHERE month(k.date) <= 2 AND k.origin = f.origin)
        OR NOT EXISTS (SELECT 1 FROM flights k WHERE month(k.date) <= 2 AND k.destination = f.destination))`,
    };
    const ids = Object.keys(oracle);
    const { rows } = await runDataJob({
      limits: { ...limits, memoryMb: 768 },
      inputs: { flights: await open(null), ...Object.fromEntries(ids.map((id) => [id, { kind: 'file' as const, path: verification.keyFiles[id]!.path, format: 'parquet' as const }])) },
      statements: ids.map((id) => ({ kind: 'rows', name: id, sql: `SELECT count(*) AS differing FROM (${oracle[id]}) a FULL JOIN "${id}" b USING (row_number) WHERE a.row_number IS NULL OR b.row_number IS NULL` })),
    });
    expect(rows).toEqual(Object.fromEntries(ids.map((id) => [id, [{ differing: 0n }]])));
  });

  it('have a profile', async () => {
    const { profile } = await profileRows({ rows: await open(null), limits });
    const [date, delay, distance, origin, destination, day] = profile.columns;
    expect(profile.rows).toEqual({ value: 3_000_000, exact: true });
    expect([date, delay, distance, origin, destination, day].map((column) => [column!.name, column!.distinct.value, column!.nulls.value]))
      .toEqual([['date', 213834, 0], ['delay', 867, 0], ['distance', 1109, 0], ['origin', 229, 0], ['destination', 228, 0], ['day', 182, 0]]);
    expect(delay).toMatchObject({ minimum: { value: -1116 }, maximum: { value: 1688 } });
    expect(delay!.mean.value).toBeCloseTo(6.667867666666667, 9);
    expect(delay!.quantiles.value?.find(({ share }) => share === 0.5)?.value).toBe(-1);
    for (const column of [date, delay, distance, day]) expect(column!.histogram.value!.counts.reduce((a, b) => a + b)).toBe(3_000_000);
  });
});
