import { areLabelsDue, labelsDueOn } from './index.ts';

describe('the labels of a week', () => {
  it('are due one week after its end', () => {
    expect(labelsDueOn('2001-W14')).toBe('2001-04-16');
    expect(areLabelsDue('2001-W14', '2001-04-15')).toBe(false);
    expect(areLabelsDue('2001-W14', '2001-04-16')).toBe(true);
    expect(areLabelsDue('2000-W52', '2001-01-08')).toBe(true);
  });
});
