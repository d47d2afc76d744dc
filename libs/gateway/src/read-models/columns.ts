/** A column that a read model is searched by: its SQL type and the document's value; null is stored as null and matches nothing. */
export interface Column<Doc> {
  readonly sql: 'text' | 'text[]' | 'bigint' | 'timestamptz' | 'boolean';
  readonly of: (doc: Doc) => string | number | boolean | readonly string[] | null | undefined;
}

export const text = <Doc>(of: (doc: Doc) => string | null | undefined): Column<Doc> => ({ sql: 'text', of });
/** Matches a row when it holds the value sought; for links to many. */
export const texts = <Doc>(of: (doc: Doc) => readonly string[]): Column<Doc> => ({ sql: 'text[]', of });
export const whole = <Doc>(of: (doc: Doc) => number | null | undefined): Column<Doc> => ({ sql: 'bigint', of });
export const instant = <Doc>(of: (doc: Doc) => string | null | undefined): Column<Doc> => ({ sql: 'timestamptz', of });
export const flag = <Doc>(of: (doc: Doc) => boolean | null | undefined): Column<Doc> => ({ sql: 'boolean', of });
