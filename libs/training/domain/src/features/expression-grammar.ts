// Everything here is a function of its arguments alone: no clock, no random number, no table, no file.
export const allowedFunctions: ReadonlySet<string> = new Set([
  'isodow', 'dayofweek', 'dayofmonth', 'dayofyear', 'day', 'isoweek', 'week', 'month', 'quarter', 'year',
  'hour', 'minute', 'date_diff', 'date_part', 'date_trunc',
  'abs', 'ceil', 'floor', 'round', 'sign', 'sqrt', 'ln', 'log10', 'exp', 'greatest', 'least',
  'coalesce', 'nullif', 'concat', 'contains', 'left', 'length', 'lower', 'replace', 'right', 'starts_with',
  'substr', 'trim', 'upper', 'cast',
]);

export const allowedKeywords: ReadonlySet<string> = new Set([
  'and', 'or', 'not', 'in', 'is', 'null', 'true', 'false', 'between', 'like',
  'case', 'when', 'then', 'else', 'end',
]);

export const allowedTypes: ReadonlySet<string> = new Set([
  'date', 'timestamp', 'integer', 'bigint', 'double', 'varchar', 'boolean',
]);

export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'operator' | 'unknown';
  readonly text: string;
}

const shapes = [
  // Before the operators that they are made of: nothing may look like a comment.
  ['unknown', /--|\/\*|\*\//y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['text', /'(?:[^']|'')*'/y],
  ['operator', /<=|>=|<>|!=|\|\||\/\/|[=<>+\-*/%(),]/y],
] as const;

const tokenAt = (source: string, position: number): Token => {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = position;
    const found = shape.exec(source);
    if (found) return { kind, text: found[0] };
  }
  return { kind: 'unknown', text: source.charAt(position) };
};

export const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let position = 0; position < source.length; ) {
    if (/\s/.test(source.charAt(position))) {
      position += 1;
      continue;
    }
    const token = tokenAt(source, position);
    tokens.push(token);
    position += token.text.length;
  }
  return tokens;
};
