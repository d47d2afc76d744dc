import { eventually } from '@throughline/testing';
import { Watch } from './watch.ts';

/** A log that can be read, and that a producer may be open to. */
const bench = (quietMs: number) => {
  const open = { producer: false };
  const reports: string[] = [];
  const asked: (readonly string[])[] = [];
  let readable = true;
  const watch = new Watch({
    lookMs: 1, quietMs, metrics: {}, subscriptions: new Set(), report: (error) => { reports.push(String(error)); },
    sending: () => (open.producer ? ['t'] : []),
    reader: { ends: (topics) => { asked.push(topics); return readable ? Promise.resolve(new Map()) : Promise.reject(new Error('no answer')); } },
  });
  const tryToSend = (failure: Error | null): void => {
    open.producer = true;
    watch.begin();
    watch.sent(failure);
    open.producer = false;
  };
  const looks = async (count: number): Promise<void> => {
    const goal = asked.length + count;
    await eventually(() => asked.length >= goal);
  };
  return { watch, tryToSend, looks, asked, reports, lose: () => { readable = false; } };
};

describe('a log that can be read and not written', () => {
  it('is unreachable since the first failure, over all retries with producers of their own, until a send succeeds', async () => {
    const { watch, tryToSend, looks } = bench(60_000);
    tryToSend(new Error('not enough replicas'));
    const since = watch.unreachableSince;
    expect(since).not.toBeNull();
    for (let retry = 0; retry < 3; retry++) {
      await looks(3);
      tryToSend(new Error('not enough replicas'));
      expect(watch.unreachableSince).toEqual(since);
    }
    tryToSend(null);
    expect(watch.unreachableSince).toBeNull();
    watch.end();
  });

  it('is forgotten when nobody has sent for a while: another process does by now', async () => {
    const { watch, tryToSend } = bench(20);
    tryToSend(new Error('not enough replicas'));
    expect(watch.unreachableSince).not.toBeNull();
    await eventually(() => watch.unreachableSince === null);
    watch.end();
  });

  it('is looked at for a relay between two tries too, and does not count as back because nobody asked', async () => {
    const { watch, tryToSend, looks, reports, lose } = bench(60_000);
    lose();
    tryToSend(new Error('no connection'));
    const since = watch.unreachableSince;
    await looks(3);
    expect(watch.unreachableSince).toEqual(since);
    expect(reports).toEqual(['Error: no answer']);
    watch.end();
  });
});
