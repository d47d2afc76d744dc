import { atRate } from './at-rate.ts';
import { interleave } from './interleave.ts';
import { median, quantile } from './quantile.ts';
import { throughput } from './throughput.ts';

describe('measuring', () => {
  it('takes quantiles that were measured', () => {
    expect([median([3, 1, 2]), median([1, 2, 3, 4]), quantile([5, 1], 0.99), quantile([7], 0)]).toEqual([2, 2, 5, 7]);
    expect(quantile(Array.from({ length: 100 }, (_, i) => i + 1), 0.99)).toBe(99);
    expect(() => median([])).toThrow('no values were measured');
  });

  it('lets contenders take turns, and throws the first round away', async () => {
    const turns: string[] = [];
    const turn = (name: string) => async () => turns.push(name);
    expect(await interleave(2, { ours: turn('ours'), bare: turn('bare') })).toEqual({ ours: [3, 5], bare: [4, 6] });
    expect(turns.join(' ')).toBe('ours bare ours bare ours bare');
  });

  it('counts what all clients finish', async () => {
    const done = { a: 0, b: 0 };
    const perSecond = await throughput(['a', 'b'] as const, 0.05, async (client) => {
      done[client]++;
      await new Promise((next) => setTimeout(next, 1));
    });
    expect(done.a).toBeGreaterThan(0);
    expect(done.b).toBeGreaterThan(0);
    expect(perSecond).toBeLessThanOrEqual((done.a + done.b) / 0.05);
  });

  it('begins work at a rate, and fails when one of it fails', async () => {
    let begun = 0;
    await atRate(1_000, 0.02, async () => { begun++; });
    expect(begun).toBe(20);
    await expect(atRate(1_000, 0.005, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
