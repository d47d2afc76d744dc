import { checkExpression } from './expression.ts';

const check = (expression: string, ...columns: string[]) => checkExpression({ expression, columns });

describe('an expression over named columns', () => {
  it.each([
    ['isodow(day)', ['day'], 'isodow ( "day" )'],
    ['delay > 15', ['delay'], '"delay" > 15'],
    ['DELAY > 15', ['delay'], '"delay" > 15'],
    ['cast(date as date)', ['date'], 'cast ( "date" as date )'],
    ["day >= date '2001-03-01'", ['day'], `"day" >= date '2001-03-01'`],
    ["case when origin in ('ATL', 'ORD') then 1 else 0 end", ['origin'], `case when "origin" in ( 'ATL' , 'ORD' ) then 1 else 0 end`],
    ["origin || '-' || destination", ['origin', 'destination'], `"origin" || '-' || "destination"`],
    ["origin = 'it''s; drop'", ['origin'], `"origin" = 'it''s; drop'`],
  ])('%s is allowed', (expression, columns, sql) => {
    expect(check(expression, ...columns)).toEqual({ ok: true, sql });
  });

  it.each([
    ['another column', 'isodow(day) + delay'],
    ['the key of the row', 'isodow(day) + row_number'],
    ['the hidden key of the engine', 'isodow(day) + rowid'],
    ['a subquery', '(select max(delay) from rows where isodow(day) > 1)'],
    ['all columns by a pattern', "columns('.*') + isodow(day)"],
    ['all columns by a star', 'isodow(day) + columns(*)'],
    ['a file', "(from read_csv('/etc/passwd')) = day"],
    ['a column by its position', '#1 = day'],
    ['a parameter', '$1 = day'],
    ['a second statement', 'isodow(day); drop table rows'],
    ['a comment', 'isodow(day) -- delay'],
    ['a block comment', 'isodow(day) /* */ is null'],
    ['a quoted name', '"delay" > isodow(day)'],
    ['a dollar text', '$$x$$ = day'],
    ['a bracket that ends the wrapping one', '1), (day'],
    ['a bracket left open', 'isodow((day)'],
    ['a list', 'day, day'],
    ['the clock', 'now() > day'],
    ['chance', 'random() > isodow(day)'],
    ['a variable of the session', "getvariable('x') = day"],
    ['a window', 'lag(day) over () = day'],
    ['an aggregate', 'max(day)'],
    ['a lambda', 'list_transform([day], x -> x)'],
    ['a function call by a dot', 'day.isodow()'],
    ['a type where none belongs', 'cast(day as rows)'],
    ['nothing', '  '],
  ])('%s is refused', (_, expression) => {
    expect(check(expression, 'day').ok).toBe(false);
  });

  it('names what it refuses', () => {
    expect(check('isodow(day) + delay', 'day')).toEqual({
      ok: false,
      problems: ['"delay" is neither a column named in columns nor allowed here'],
    });
  });

  it('refuses a declared column that is not read', () => {
    expect(check('isodow(day)', 'day', 'delay')).toEqual({
      ok: false,
      problems: ['columns names delay, which the expression does not read'],
    });
  });
});
