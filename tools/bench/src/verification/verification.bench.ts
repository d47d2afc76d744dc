import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { fileDigest } from '@throughline/data-engine';
import { parseContract, type ContractTable } from '@throughline/data-quality-domain';
import { rowsOfTable, verifyRows } from '@throughline/data-quality-service';
import { parse } from 'yaml';
import type { Bench } from '../bench.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/quantile.ts';
import { bareCounts } from './bare-counts.ts';

const FILE = 'flights-3m.parquet';
const LIMITS = { memoryMb: 640, threads: 2, seconds: 120 };
const MAX_ROUNDS = 2;

type Counts = Readonly<Record<string, readonly [evaluated: number, failed: number]>>;

const sorted = (counts: Counts): string => JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));

const contractTable = (): ContractTable => {
  const path = fileURLToPath(new URL('../../../../examples/late-flights/contract.odcs.yaml', import.meta.url));
  const reading = parseContract(parse(readFileSync(path, 'utf8')));
  if (reading.status === 'refused') throw new Error(`the example's contract: ${JSON.stringify(reading.problems)}`);
  return reading.contract.tables[0]!;
};

const bareRun = async (path: string): Promise<Counts> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(LIMITS.threads), memory_limit: `${LIMITS.memoryMb}MB` });
  const connection = await instance.connect();
  try {
    const rows = await connection.runAndReadAll(bareCounts(path));
    return JSON.parse(String(rows.getRowObjects()[0]!['counts'])) as Counts;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

/** Verification of three million rows by the example's contract, beside one DuckDB statement that comes to the same counts. */
export const verificationBench: Bench = async ({ scale, say }) => {
  const folder = fileURLToPath(new URL('../../../../node_modules/vega-datasets/data', import.meta.url));
  const table = contractTable();
  const sha256 = await fileDigest(join(folder, FILE));
  const found: Record<string, Counts> = {};
  let peakMemoryMb = 0;
  const output = await mkdtemp(join(tmpdir(), 'throughline-bench-keys-'));
  const timed = async (name: string, work: () => Promise<Counts>): Promise<number> => {
    say(name);
    const began = performance.now();
    found[name] = await work();
    return (performance.now() - began) / 1_000;
  };
  try {
    const seconds = await interleave(Math.min(scale.rounds, MAX_ROUNDS), {
      bare: () => timed('bare', () => bareRun(join(folder, FILE))),
      ours: () => timed('ours', async () => {
        const rows = await rowsOfTable(table, { roots: [folder], file: FILE, sha256, range: null, minusKeys: [] });
        const verification = await verifyRows({ rows, table, limits: LIMITS, outputDir: await mkdtemp(join(output, 'keys-')) });
        peakMemoryMb = Math.max(peakMemoryMb, verification.peakMemoryMb);
        return Object.fromEntries(verification.results.map(({ ruleId, evaluated, failed }) => [ruleId, [evaluated, failed]]));
      }),
    });
    if (sorted(found['ours']!) !== sorted(found['bare']!)) throw new Error(`the counts differ:\nours ${sorted(found['ours']!)}\nbare ${sorted(found['bare']!)}`);
    return {
      figures: [
        { name: '15 rules on 3,000,000 rows', unit: 's', ours: median(seconds.ours), bare: median(seconds.bare) },
        { name: 'peak memory of the data process', unit: 'MB', ours: peakMemoryMb, bare: null },
      ],
      notes: ['Both come to the same 30 counts. Ours also checks the file\'s digest, starts a process in a sandbox, and writes every failing key to a file with its own digest; the bare statement keeps only counts.'],
    };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
};
