const refuseNul = (text: string): string => {
  if (text.includes('\0')) throw new Error('a name or text for SQL must not contain the character NUL');
  return text;
};

/** A name as a quoted SQL identifier; every character but NUL is safe. */
export const quoteIdentifier = (name: string): string => `"${refuseNul(name).replaceAll('"', '""')}"`;

/** A text as an SQL string literal. */
export const quoteText = (text: string): string => `'${refuseNul(text).replaceAll("'", "''")}'`;
