const refuseNul = (text: string): string => {
  if (text.includes('\0')) throw new Error('a name or text for SQL must not contain the character NUL');
  return text;
};

/** A name as a quoted SQL identifier. */
export const identifier = (name: string): string => `"${refuseNul(name).replaceAll('"', '""')}"`;

/** A text as an SQL string literal. */
export const literal = (text: string): string => `'${refuseNul(text).replaceAll("'", "''")}'`;

/** A finite number as an SQL literal. */
export const numeral = (value: number): string => {
  if (!Number.isFinite(value)) throw new Error(`${value} is no number for SQL`);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : `CAST(${literal(String(value))} AS DOUBLE)`;
};
