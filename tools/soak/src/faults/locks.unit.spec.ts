import { Locks } from './locks.ts';

describe('who may touch what', () => {
  it('lets one at a time have a thing, and others what is theirs', async () => {
    const locks = new Locks();
    const order: string[] = [];
    let release = (): void => undefined;
    const first = locks.within(['a', 'b'], async () => { order.push('first'); await new Promise<void>((done) => { release = done; }); });
    const second = locks.within(['b'], () => { order.push('second'); return Promise.resolve(); });
    await locks.within(['c'], () => { order.push('other'); return Promise.resolve(); });
    expect([order, locks.isFree(['a']), locks.isFree(['c'])]).toEqual([['first', 'other'], false, true]);
    expect(() => locks.take(['a'])).toThrow('somebody is at it');
    release();
    await Promise.all([first, second]);
    expect([order, locks.isFree(['a', 'b', 'c'])]).toEqual([['first', 'other', 'second'], true]);
  });

  it('gives back what a failure held', async () => {
    const locks = new Locks();
    await expect(locks.within(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(locks.isFree(['a'])).toBe(true);
  });
});
