import { reportOf, textOf } from './report.ts';

const figure = { name: 'appends', unit: 'appends/s', ours: 4_000, bare: 5_000 } as const;

describe('a report', () => {
  it('has ratios, and whether bars were met', () => {
    const { benches: [bench] } = reportOf([{ bench: 'append', seconds: 2, notes: ['slow disk'], figures: [
      figure, { ...figure, bar: { atLeast: 4_000 } }, { ...figure, bar: { atLeast: 4_001 } }, { ...figure, bar: { atMost: 3_999 } }, { ...figure, bare: null, bar: { atMost: 3_999 } }, { ...figure, bare: 0 },
    ] }]);
    expect(bench!.figures.map(({ ratio, verdict }) => [ratio, verdict])).toEqual([[0.8, null], [0.8, 'met'], [0.8, 'missed'], [0.8, 'busy'], [null, 'missed'], [null, null]]);
  });

  it('is a table for people', () => {
    const text = textOf(reportOf([{ bench: 'latency', seconds: 2, notes: ['One process.'], figures: [
      { name: 'p99', unit: 'ms', ours: 12.345, bare: 0.5, bar: { atMost: 250 } }, { name: 'memory', unit: 'MB', ours: 1_234.5, bare: null, bar: { atMost: 1_000 } },
    ] }]));
    expect(text).toContain('## latency');
    expect(text).toContain('| p99 | 12.3 ms | 0.5 | 24.7 | ≤ 250 met |');
    expect(text).toContain('| memory | 1,235 MB | – | – | ≤ 1,000 **missed** |');
    expect(text).toContain('\nOne process.\n');
  });
});
