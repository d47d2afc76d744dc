import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileDigest, runDataJob, type DataRow, type RowRange } from '@throughline/data-engine';
import type { Check, ContractTable, LogicalType, Rule } from '@throughline/data-quality-domain';
import { rowsOfTable, verifyRows, type Verification } from '../index.ts';

export const limits = { memoryMb: 128, threads: 2, seconds: 60 };

export const tableOf = (columns: Record<string, LogicalType | null>, checks: Record<string, Check>): ContractTable => ({
  name: 't', physicalName: 't',
  columns: Object.entries(columns).map(([name, logicalType]) => ({ name, physicalName: name, logicalType, availableAt: null, derived: null })),
  rules: Object.entries(checks).map(([id, check]): Rule => ({ id, path: '', description: null, severe: true, reason: null, check, expect: { measure: 'failed', operator: 'mustBe', operand: 0 } })),
});

/** A folder with small datasets that the engine itself wrote; `remove` it after the tests. */
export const smallDatasets = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'small-datasets-'));
  let made = 0;
  const open = async (file: string, table: ContractTable, range: RowRange | null) =>
    rowsOfTable(table, { roots: [dir], file, sha256: await fileDigest(join(dir, file)), range, minusKeys: [] });
  return {
    remove: () => rm(dir, { recursive: true, force: true }),
    open,
    /** A parquet file of the statement's rows, in its order. */
    parquet: async (sql: string): Promise<string> => {
      const name = `set${(made += 1)}`;
      await runDataJob({ inputs: {}, limits, outputDir: join(dir, name), statements: [{ kind: 'file', name: 'f', sql, file: 'data.parquet' }] });
      return `${name}/data.parquet`;
    },
    csv: async (content: string): Promise<string> => {
      const name = `set${(made += 1)}.csv`;
      await writeFile(join(dir, name), content);
      return name;
    },
    verify: async (file: string, table: ContractTable, range: RowRange | null = null): Promise<Verification> =>
      verifyRows({ rows: await open(file, table, range), table, outputDir: join(dir, `out${(made += 1)}`), limits }),
    /** The failing keys of a rule, as its file has them; empty when it has none. */
    keys: async (verification: Verification, ruleId: string): Promise<DataRow[]> => {
      const file = verification.keyFiles[ruleId];
      if (!file) return [];
      const { rows } = await runDataJob({ inputs: { keys: { kind: 'file', path: file.path, format: 'parquet' } }, limits, statements: [{ kind: 'rows', name: 'k', sql: 'SELECT * FROM keys' }] });
      return rows.k!;
    },
  };
};

export type SmallDatasets = Awaited<ReturnType<typeof smallDatasets>>;

/** `evaluated/failed` of each rule, with its status. */
export const summary = ({ results }: Verification): Record<string, string> =>
  Object.fromEntries(results.map(({ ruleId, evaluated, failed, status }) => [ruleId, `${failed} of ${evaluated} ${status}`]));
