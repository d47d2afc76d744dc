import { setImmediate as turn } from 'node:timers/promises';
import { Waves } from './waves.ts';

const turns = async (): Promise<void> => { for (let i = 0; i < 5; i++) await turn(); };

describe('waves', () => {
  it('send together what the answers of one wave ask for, whichever comes first', async () => {
    const [waves, sent, fast, slow] = [new Waves(), [] as string[], Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    for (const [name, answer] of Object.entries({ fast, slow })) void waves.run(() => answer.promise).then(() => waves.schedule(() => sent.push(name)));
    fast.resolve();
    await turns();
    expect(sent).toEqual([]);
    slow.resolve();
    await turns();
    expect(sent).toEqual(['fast', 'slow']);
  });

  it('go on after a statement that failed', async () => {
    const [waves, sent] = [new Waves(), [] as string[]];
    const failing = waves.run(() => Promise.reject(new Error('broke')));
    waves.schedule(() => sent.push('next'));
    await expect(failing).rejects.toThrow('broke');
    await turns();
    expect(sent).toEqual(['next']);
  });

  it('send at once where nothing runs', async () => {
    const [waves, sent] = [new Waves(), [] as string[]];
    waves.schedule(() => sent.push('first'));
    await turns();
    expect(sent).toEqual(['first']);
  });
});
