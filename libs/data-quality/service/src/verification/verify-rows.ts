import { runDataJob, type DataFile, type DataJobLimits, type DataJobProgress, type DataJobResult, type DatasetRows } from '@throughline/data-engine';
import { planVerification, verdictOf, type ContractTable, type Rule, type RuleResult, type Statement, type Verdict } from '@throughline/data-quality-domain';
import { describeRows } from './describe-rows.ts';
import { fitsType } from './engine-types.ts';

/** A column whose type in the file is not what the contract promises. */
export interface TypeMismatch {
  column: string;
  promised: string;
  found: string;
}

export interface Verification {
  verdict: Verdict;
  results: RuleResult[];
  typeMismatches: TypeMismatch[];
  /** By rule id: every failing key, `row_number` or (unit week) `week` and `value`. Only rules that failed anywhere have one. */
  keyFiles: Record<string, DataFile>;
  seconds: number;
  peakMemoryMb: number;
}

export interface VerifyRows {
  /** Opened with `rowsOfTable`, or with the table's columns. */
  rows: DatasetRows;
  table: ContractTable;
  outputDir: string;
  limits: DataJobLimits;
  onProgress?: (progress: DataJobProgress) => void;
  signal?: AbortSignal;
}

/** In CSV a cell has no type of its own, so each typed column must be readable. */
const readableRules = ({ rows, table }: Pick<VerifyRows, 'rows' | 'table'>): Rule[] =>
  rows.format !== 'csv' ? [] : table.columns
    .filter(({ derived, logicalType }) => derived === null && !['string', 'object', 'array', null].includes(logicalType))
    .map(({ name, logicalType }) => ({
      id: `${name}.type`, path: '', description: `every cell is a ${logicalType}`, severe: true, reason: 'the schema promises it',
      check: { kind: 'readable', column: name }, expect: { measure: 'failed', operator: 'mustBe', operand: 0 },
    }));

const mismatches = (table: ContractTable, present: { name: string; type: string }[]): TypeMismatch[] => {
  const found = new Map(present.map(({ name, type }) => [name, type]));
  return table.columns
    .filter(({ physicalName, logicalType }) => !fitsType(found.get(physicalName) ?? '', logicalType))
    .map(({ name, physicalName, logicalType }) => ({ column: name, promised: String(logicalType), found: found.get(physicalName) ?? 'missing' }));
};

/** What to run over the rows to hold them to the contract, and how to read what comes back. @param columns of the rows, as `describeRows` gives them */
export const planVerifyRows = (options: Pick<VerifyRows, 'rows' | 'table'>, columns: { name: string; type: string }[]): { statements: Statement[]; read(result: DataJobResult): Verification } => {
  const { rows, table } = options;
  const typeMismatches = mismatches(table, columns);
  const unusable = Object.fromEntries(typeMismatches.map(({ column, promised, found }) => [column, `is ${found} in the file, not ${promised}`]));
  const plan = planVerification([...table.rules, ...readableRules(options)], table.columns, { from: rows.range?.from ?? null, to: rows.range?.to ?? null }, unusable);
  return {
    statements: plan.statements,
    read: (result) => {
      const results = plan.read({ rows: result.rows, fileRows: Object.fromEntries(Object.entries(result.files).map(([name, { rows: n }]) => [name, n])) });
      return {
        verdict: typeMismatches.length ? 'breached' : verdictOf(results),
        results, typeMismatches,
        keyFiles: Object.fromEntries(Object.values(result.files).filter((file) => file.rows > 0).map((file) => [plan.keysOf[file.statement]!, file])),
        seconds: result.seconds, peakMemoryMb: result.peakMemoryMb,
      };
    },
  };
};

/**
 * Holds the rows of one dataset version against a contract's table.
 * @throws DataJobFailed, with reason `input` when the file lacks a column of the contract
 */
export const verifyRows = async (options: VerifyRows): Promise<Verification> => {
  const { rows, outputDir, limits, onProgress, signal } = options;
  const plan = planVerifyRows(options, await describeRows(rows, limits, signal));
  return plan.read(await runDataJob({ inputs: { rows }, statements: plan.statements, outputDir, limits, ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) }));
};
