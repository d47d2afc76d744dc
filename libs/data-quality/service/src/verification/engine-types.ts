import type { LogicalType } from '@throughline/data-quality-domain';

const types: Record<LogicalType, string> = {
  string: 'VARCHAR', date: 'DATE', timestamp: 'TIMESTAMP', time: 'TIME', number: 'DOUBLE', integer: 'BIGINT', boolean: 'BOOLEAN', object: 'VARCHAR', array: 'VARCHAR',
};

/** The engine's type that a CSV cell of a contract's type is read as; text when the contract says nothing. */
export const engineType = (type: LogicalType | null): string => types[type ?? 'string'];

const families: Record<LogicalType, RegExp> = {
  string: /^(VARCHAR|UUID|ENUM.*|BLOB)$/i, date: /^DATE$/i, timestamp: /^TIMESTAMP.*$/i, time: /^TIME.*$/i,
  number: /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/i, integer: /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/i,
  boolean: /^BOOLEAN$/i, object: /^(STRUCT.*|MAP.*|JSON|VARCHAR)$/i, array: /^.*\]$/,
};

/** Does a column of this engine type hold what the contract's type promises? */
export const fitsType = (engine: string, type: LogicalType | null): boolean => type === null || families[type].test(engine);
