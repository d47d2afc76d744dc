import { canonicalJson } from './index.ts';

describe('canonical JSON', () => {
  it('writes numbers and texts as RFC 8785 does', () => {
    expect(canonicalJson([JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]');
    expect(canonicalJson('\u20ac$\u000f\u000aA\'B"\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\"/"');
  });

  it('sorts members by UTF-16 units and leaves out what is undefined', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7, gone: undefined }))
      .toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it.each([
    ['NaN', { a: [1, Number.NaN] }, 'a[1]: NaN is not a JSON number'], ['an infinity', Infinity, 'value: Infinity is not a JSON number'],
    ['U+0000', { a: { b: 'x\u0000' } }, 'a.b: U+0000 cannot be stored'], ['a lone surrogate', ['\ud800'], '[0]: not well-formed Unicode'],
    ['a lone surrogate in a key', { '\udc00': 1 }, 'value: not well-formed Unicode'], ['a function', { a: () => 1 }, 'a: a function is not JSON'],
  ])('refuses %s and says where', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
