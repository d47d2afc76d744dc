import { FenceMemory } from './fence-memory.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const after = (...readings: readonly [candidate: number, holders: string[], second: number][]): FenceMemory => {
  const memory = new FenceMemory();
  for (const [candidate, holders, second] of readings) memory.observe({ candidate, holders, at: at(second) });
  return memory;
};

describe('fence memory', () => {
  it('knows nothing at first', () => {
    expect(after()).toMatchObject({ highWater: 0, complete: null, waitingFor: null });
  });

  it('lets a candidate through at once when nobody writes', () => {
    expect(after([7, [], 1]).highWater).toBe(7);
  });

  it('waits for exactly the transactions that it saw, not for later ones', () => {
    const waiting = after([7, ['3/1', '4/1'], 1], [9, ['4/1', '5/1'], 2]);
    expect(waiting.highWater).toBe(0);
    expect(waiting.waitingFor).toEqual({ since: at(1), holders: ['4/1'] });
    const through = after([7, ['3/1', '4/1'], 1], [9, ['5/1'], 2]);
    expect(through.highWater).toBe(7);
    expect(through.waitingFor).toEqual({ since: at(2), holders: ['5/1'] });
  });

  it('does not wait again for a transaction that took the lock anew under the same session', () => {
    expect(after([7, ['3/1'], 1], [9, ['3/2'], 2]).highWater).toBe(7);
  });

  it('is complete before an instant only at a candidate taken after its writers were gone', () => {
    expect(after([7, [], 1]).complete).toBeNull();
    expect(after([7, [], 1], [7, [], 2]).complete).toEqual({ before: at(1), upTo: 7 });
    // The second look sees the writer gone, but drew its own candidate before it looked.
    expect(after([7, ['3/1'], 1], [9, [], 2]).complete).toBeNull();
    expect(after([7, ['3/1'], 1], [9, [], 2], [9, [], 3]).complete).toEqual({ before: at(2), upTo: 9 });
    expect(after([7, ['3/1'], 1], [9, ['4/1'], 2], [11, ['5/1'], 3], [12, ['6/1'], 4]).complete).toEqual({ before: at(1), upTo: 11 });
  });

  it('forgets everything', () => {
    const memory = after([7, [], 1], [7, [], 2], [8, ['3/1'], 3]);
    memory.forget();
    expect(memory).toMatchObject({ highWater: 0, complete: null, waitingFor: null });
    memory.observe({ candidate: 3, holders: [], at: at(4) });
    expect(memory).toMatchObject({ highWater: 3, complete: null });
  });
});
