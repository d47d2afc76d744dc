import { openRows, type DatasetRows, type OpenRows } from '@throughline/data-engine';
import type { ContractTable } from '@throughline/data-quality-domain';
import { engineType } from './engine-types.ts';

/** Opens a file with the columns that the contract's table names, and with its derived columns. @throws RowsRefused */
export const rowsOfTable = (table: ContractTable, options: Omit<OpenRows, 'columns' | 'derived'>): Promise<DatasetRows> => {
  const physical = new Map(table.columns.map(({ name, physicalName }) => [name, physicalName]));
  return openRows({
    ...options,
    columns: table.columns.filter(({ derived }) => derived === null).map(({ physicalName, logicalType }) => ({ name: physicalName, type: engineType(logicalType) })),
    derived: table.columns.flatMap(({ physicalName, derived }) =>
      (derived === null ? [] : [{ name: physicalName, expression: derived.expression, columns: derived.columns.map((name) => physical.get(name) ?? name) }])),
  });
};
