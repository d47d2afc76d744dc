import type { PoolClient } from 'pg';
import { FenceSession } from './lock-fence.ts';

describe('fence session', () => {
  it('asks one thing at a time, in order, and goes on after a failure', async () => {
    let running = 0;
    let most = 0;
    const asked: string[] = [];
    const client = { query: async ({ text }: { text: string }) => {
      most = Math.max(most, ++running);
      asked.push(text);
      await new Promise(setImmediate);
      running--;
      if (text === 'bad') throw new Error('bad');
      return { rows: [{ text }] };
    } } as unknown as PoolClient;
    const session = new FenceSession(client);
    const answers = await Promise.allSettled(['a', 'bad', 'c'].map((text) => session.query({ text })));
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect([asked, most]).toEqual([['a', 'bad', 'c'], 1]);
  });
});
