import { allowedFunctions, allowedKeywords, allowedTypes, tokensOf } from './expression-grammar.ts';
import type { Token } from './expression-grammar.ts';
import type { ColumnExpression } from './feature.ts';

/** Either SQL that can read nothing but the named columns, or what is wrong with the expression. */
export type CheckedExpression =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly problems: readonly string[] };

type Rendered = { readonly sql: string; readonly column?: string } | { readonly problem: string };

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

const renderWord = (word: string, before: Token | undefined, after: Token | undefined, columns: readonly string[]): Rendered => {
  const lower = word.toLowerCase();
  const isType = allowedTypes.has(lower) && (before?.text.toLowerCase() === 'as' || after?.kind === 'text');
  if (isType) return { sql: lower };
  if (lower === 'as') return after && allowedTypes.has(after.text.toLowerCase()) ? { sql: 'as' } : { problem: '"as" is only for cast(… as type)' };
  if (after?.text === '(' && allowedFunctions.has(lower)) return { sql: lower };
  if (after?.text !== '(') {
    const column = columns.find((name) => name.toLowerCase() === lower);
    if (column !== undefined) return { sql: quoted(column), column };
  }
  if (allowedKeywords.has(lower)) return { sql: lower };
  return { problem: after?.text === '(' ? `function ${word} is not allowed` : `"${word}" is neither a column named in columns nor allowed here` };
};

const render = (tokens: readonly Token[], index: number, columns: readonly string[]): Rendered => {
  const token = tokens[index] as Token;
  switch (token.kind) {
    case 'word': return renderWord(token.text, tokens[index - 1], tokens[index + 1], columns);
    case 'unknown': return { problem: `${token.text} is not allowed` };
    case 'number':
    case 'text':
    case 'operator': return { sql: token.text };
  }
};

const bracketProblems = (tokens: readonly Token[]): readonly string[] => {
  let depth = 0;
  for (const { text } of tokens) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth < 0) return ['a bracket closes that was never opened'];
    if (text === ',' && depth === 0) return ['one expression is wanted, not a list'];
  }
  return depth === 0 ? [] : ['a bracket is not closed'];
};

/**
 * The SQL is put together again from the allowed words, so nothing else in the text
 * (a subquery, a second statement, a comment, another column) can reach the engine.
 */
export const checkExpression = ({ expression, columns }: ColumnExpression): CheckedExpression => {
  const tokens = tokensOf(expression);
  const parts = tokens.map((_, index) => render(tokens, index, columns));
  const used = new Set(parts.flatMap((part) => ('column' in part && part.column !== undefined ? [part.column] : [])));
  const problems = [
    ...(tokens.length === 0 ? ['the expression is empty'] : []),
    ...parts.flatMap((part) => ('problem' in part ? [part.problem] : [])),
    ...bracketProblems(tokens),
  ];
  // A column that is declared and not read would make a refusal name an innocent feature.
  if (problems.length === 0) {
    problems.push(...columns.filter((column) => !used.has(column)).map((column) => `columns names ${column}, which the expression does not read`));
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, sql: parts.map((part) => ('sql' in part ? part.sql : '')).join(' ') };
};
