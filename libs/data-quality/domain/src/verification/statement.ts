/** One SQL statement for the data engine; the same shape as the engine's own, which the domain does not import. */
export type Statement =
  | { kind: 'exec'; name: string; sql: string }
  | { kind: 'rows'; name: string; sql: string; maxRows?: number }
  | { kind: 'file'; name: string; sql: string; file: string };

/** What came back: rows by statement, and the number of rows of each file. */
export interface Outcome {
  rows: Record<string, Record<string, unknown>[]>;
  fileRows: Record<string, number>;
}

/** A count that SQL gave, as a number; exact up to 2^53. */
export const countOf = (value: unknown): number => {
  const counted = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : NaN;
  if (!Number.isSafeInteger(counted)) throw new Error(`${String(value)} is no exact count`);
  return counted;
};
