import { allDone, Undoing } from './undoing.ts';

describe('undoing', () => {
  it('goes backwards through every step, and tells all that failed', async () => {
    const undoing = new Undoing();
    const done: string[] = [];
    for (const step of ['first', 'second', 'third']) {
      undoing.add(async () => {
        done.push(step);
        if (step !== 'second') throw new Error(`no ${step}`);
      });
    }
    await expect(undoing.run()).rejects.toThrow('the cluster did not stop cleanly: Error: no third; Error: no first');
    expect(done).toEqual(['third', 'second', 'first']);
    await expect(undoing.run()).resolves.toBeUndefined();
  });

  it('does not hide why it had to', async () => {
    const undoing = new Undoing();
    undoing.add(() => Promise.reject(new Error('the broker does not end')));
    const told: string[] = [];
    const why = new Error('no port');
    await expect(undoing.because(why, (line) => told.push(line))).rejects.toBe(why);
    expect(told).toEqual(['after Error: no port: Error: the broker does not end']);
  });

  it('comes after all that was begun together, not after the first failure', async () => {
    let late = false;
    const slow = new Promise<void>((resolve) => { setTimeout(() => { late = true; resolve(); }, 20); });
    await expect(allDone([slow, Promise.reject(new Error('no memory'))])).rejects.toThrow('no memory');
    expect(late).toBe(true);
  });
});
