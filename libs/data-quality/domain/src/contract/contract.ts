import type { LogicalType } from '../rules/rule-kind.ts';
import type { Rule } from '../rules/rule.ts';

export interface ContractColumn {
  name: string;
  /** The column's name in the file. */
  physicalName: string;
  logicalType: LogicalType | null;
  /** The moment at which a row's value becomes known, one of the contract's moments. */
  availableAt: string | null;
  /** Set when the file does not have the column: an SQL expression over these columns of the same row. */
  derived: { expression: string; columns: string[] } | null;
}

export interface ContractTable {
  name: string;
  physicalName: string;
  columns: ContractColumn[];
  rules: Rule[];
}

/** What we read of an ODCS document. */
export interface Contract {
  id: string;
  name: string | null;
  version: string;
  status: string;
  apiVersion: string;
  /** In their order in time; the first is that of the prediction. Empty when the contract names none. */
  moments: string[];
  tables: ContractTable[];
}

/** Something that the contract says and that we do not hold the data against. */
export interface NotChecked {
  path: string;
  reason: string;
}
