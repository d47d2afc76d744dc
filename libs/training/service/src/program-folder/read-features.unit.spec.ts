import { readFeatures } from './read-features.ts';

const label = 'label: { name: late, expression: delay > 15, columns: [delay] }';

describe('feature declarations', () => {
  it('are read from YAML', () => {
    expect(readFeatures(`features:\n  - { name: weekday, expression: isodow(day), columns: [day] }\n${label}`)).toMatchObject({ ok: true, features: { features: [{ kind: 'row', name: 'weekday' }] } });
  });

  it.each([
    ['text that is no YAML', 'features: ['],
    ['a key that comes twice', `features: []\nfeatures: []\n${label}`],
    ['aliases that unfold without end', `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nfeatures: [*c, *c, *c]`],
    ['what is no declaration', 'features: 1'],
    ['nothing', ''],
  ])('are refused when they are %s', (_, text) => {
    const read = readFeatures(text);
    expect(read).toMatchObject({ ok: false });
    expect(read.ok || read.problems.length).toBeGreaterThan(0);
  });
});
