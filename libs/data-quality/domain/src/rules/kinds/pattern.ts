import { among, at, fields, text, type Problem } from '../../shape/shape.ts';
import { literal } from '../../sql/quote.ts';
import { ruleKind } from '../rule-kind.ts';

/** Only what our engine's linear-time matcher and ECMAScript both know. */
const patternProblem = (pattern: string): string | null => {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) return 'looks ahead or behind, which the engine cannot do';
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern)) return 'refers back to a group, which the engine cannot do';
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`;
  }
};

/** A text that matches a regular expression. NULL is not evaluated. */
export const pattern = ruleKind<'pattern'>({
  kind: 'pattern',
  unit: 'row',
  arguments: fields({ column: text, pattern: text, match: among('whole', 'anywhere') }),
  problems: (check, path): Problem[] => {
    const message = patternProblem(check.pattern);
    return message === null ? [] : [{ path: at(path, 'pattern'), message }];
  },
  columns: ({ column }) => [{ name: column, argument: 'column' }],
  compile: (check, scope) => {
    const value = scope.column(check.column);
    const matcher = check.match === 'whole' ? 'regexp_full_match' : 'regexp_matches';
    return { shape: 'row', evaluated: `${value} IS NOT NULL`, failed: `NOT ${matcher}(CAST(${value} AS VARCHAR), ${literal(check.pattern)})` };
  },
});
