import { parseFeatures } from './parse-features.ts';

const label = { name: 'late', expression: 'delay > 15', columns: ['delay'] };
const weekday = { name: 'weekday', expression: 'isodow(day)', columns: ['day'] };
const history = { rate: 'delay > 15', columns: ['delay'], by: ['origin'], days: 7, lag: 1 };

const pathsOf = (document: unknown): readonly string[] => {
  const parsed = parseFeatures(document);
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
};

describe('a features document', () => {
  it('becomes features and a label', () => {
    expect(parseFeatures({ features: [weekday, { name: 'origin_late_7d', history }], label })).toEqual({
      ok: true,
      features: {
        features: [
          { kind: 'row', ...weekday },
          { kind: 'history', name: 'origin_late_7d', rate: { expression: 'delay > 15', columns: ['delay'] }, by: ['origin'], days: 7, lag: 1 },
        ],
        label,
      },
    });
  });

  it.each([
    ['no document', null, ['document']],
    ['a list', [], ['document']],
    ['nothing in it', {}, ['features', 'label']],
    ['no feature', { features: [], label }, ['features']],
    ['no label', { features: [weekday] }, ['label']],
    ['an unknown key', { features: [weekday], label, lable: 1 }, ['document.lable']],
    ['an unknown key in a feature', { features: [{ ...weekday, days: 3 }], label }, ['features[0].days']],
    ['both kinds in one', { features: [{ ...weekday, history }], label }, ['features[0].expression', 'features[0].columns']],
    ['a bad name', { features: [{ ...weekday, name: 'week day' }], label }, ['features[0].name']],
    ['the name of the key', { features: [{ ...weekday, name: 'Row_Number' }], label }, ['features[0].name']],
    ['a name twice', { features: [weekday, { ...weekday, name: 'WEEKDAY' }], label }, ['features[1].name']],
    ['the name of the label', { features: [{ ...weekday, name: 'late' }], label }, ['features[0].name']],
    ['no columns', { features: [{ ...weekday, columns: [] }], label }, ['features[0].columns']],
    ['a column twice', { features: [{ ...weekday, columns: ['day', 'day'] }], label }, ['features[0].columns']],
    ['a column that is no name', { features: [{ ...weekday, columns: ['day"'] }], label }, ['features[0].columns[0]']],
    ['an undeclared column', { features: [{ ...weekday, expression: 'hour(date)' }], label }, ['features[0].expression']],
    ['an expression that is no text', { features: [{ ...weekday, expression: 1 }], label }, ['features[0].expression']],
    ['half a day', { features: [{ name: 'a', history: { ...history, days: 0.5 } }], label }, ['features[0].history.days']],
    ['no days', { features: [{ name: 'a', history: { ...history, days: 0 } }], label }, ['features[0].history.days']],
    ['a day of the future', { features: [{ name: 'a', history: { ...history, lag: -1 } }], label }, ['features[0].history.lag']],
    ['a lag that is missing', { features: [{ name: 'a', history: { ...history, lag: undefined } }], label }, ['features[0].history.lag']],
  ])('%s is a problem at its place', (_, document, paths) => {
    expect(pathsOf(document)).toEqual(paths);
  });

  it('reports every problem, not only the first', () => {
    expect(pathsOf({ features: [{ name: '', history: { rate: 'x', columns: ['delay'], by: 'origin', days: 7, lag: 1 } }], label: {} }))
      .toEqual(['features[0].name', 'features[0].history.rate', 'features[0].history.by', 'label.name', 'label.columns', 'label.expression']);
  });
});
