import { readProgramLine, seriesOf } from './program-line.ts';

describe('a line of a program', () => {
  it.each([
    ['{"type":"progress","done":1,"total":7}', { type: 'progress', done: 1, total: 7 }],
    ['{"type":"metric","name":"loss","step":-1,"value":0.5}', { type: 'metric', name: 'loss', step: -1, value: 0.5 }],
  ])('%s is a report', (line, report) => expect(readProgramLine(line)).toEqual(report));

  it.each(['epoch 1', '', '{', '{}', 'null', '{"type":"progress","done":-1,"total":2}', '{"type":"metric","name":"loss","step":1,"value":NaN}', '{"type":"metric","name":"loss","step":1,"value":1e999}', '{"type":"metric","name":"loss","step":1.5,"value":1}', '{"type":"metric","name":"loss","step":1,"value":"0.5"}'])(
    '%s is log', (text) => expect(readProgramLine(text)).toEqual({ type: 'log', text }));
});

describe('a series', () => {
  it('ascends by step as a number, and leaves points of one step in their order', () => {
    const backwards = Array.from({ length: 150 }, (_, i) => ({ name: 'loss', step: 149 - i, value: i }));
    const series = seriesOf([...backwards, { name: 'loss', step: 3, value: 9 }, { name: 'loss', step: -1, value: 0 }]);
    expect(series.map((p) => p.step)).toEqual([-1, 0, 1, 2, 3, 3, ...Array.from({ length: 146 }, (_, i) => i + 4)]);
    expect(series.filter((p) => p.step === 3).map((p) => p.value)).toEqual([146, 9]);
  });

  it('keeps names apart', () => {
    expect(seriesOf([{ name: 'b', step: 0, value: 1 }, { name: 'a', step: 9, value: 2 }]).map((p) => p.name)).toEqual(['a', 'b']);
  });
});
