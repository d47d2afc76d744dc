import type { OperatorSession } from '../operator-session.ts';
import { describeReleased, isReleased, releaseParked } from './release-parked.ts';

const target = { owner: 'data-quality', consumer: 'c', projection: 'p', stream: 's-1' };
const range = (from: number, to: number) => ({ from, to, events: to - from + 1 });
const payload = (applied: object | null, remaining: number, failed: object | null = null, discarded: object | null = null) => ({ userErrors: [], discarded, replay: { dryRun: false, applied, failed, remaining } });
const refused = { userErrors: [{ code: 'PARKED.NOTHING_WAITS', message: 'Nothing of s-1 waits there.' }], replay: null };

/** A session that answers what it is told, and keeps what it was asked. */
const session = (...answers: object[]) => {
  const asked: { readonly document: string; readonly input: Record<string, unknown> }[] = [];
  const ask = async (document: string, { input }: { input: Record<string, unknown> }) => {
    asked.push({ document, input });
    return answers.shift();
  };
  return { asked, session: { ask } as unknown as OperatorSession };
};

const release = async (answers: object[], more: object = {}) => {
  const told: string[] = [];
  const played = session(...answers);
  const released = await releaseParked(played.session, target, { reason: 'mended', dryRun: false, ...more }, (text) => told.push(text));
  return { released, told, asked: played.asked };
};

describe('releasing from the command line', () => {
  it('asks again while there is more than one call does, and says how far it is', async () => {
    const { released, told, asked } = await release([payload(range(2, 501), 700), payload(range(502, 1001), 200), payload(range(1002, 1201), 0)]);
    expect(released).toMatchObject({ applied: { from: 2, to: 1201, events: 1200 }, failed: null, remaining: 0 });
    expect(told).toEqual(['s-1: 500 applied, 700 wait', 's-1: 1000 applied, 200 wait']);
    expect(asked.map(({ input }) => [input['owner'], input['reason']])).toEqual(Array.from({ length: 3 }, () => ['DATA_QUALITY', 'mended']));
    expect(new Set(asked.map(({ input }) => input['idempotencyKey'])).size).toBe(3);
    expect([isReleased(released), describeReleased(released)]).toEqual([true, 'released  data-quality c p s-1: applied versions 2–1201 (1200 events)']);
  });

  it('stops at a failure, and does not call that done', async () => {
    const { released, asked } = await release([payload(range(2, 2), 5), payload(null, 4, { version: 3, error: 'no' })]);
    expect([asked.length, isReleased(released), describeReleased(released)]).toEqual([2, false, 'waits     data-quality c p s-1: applied version 2; version 3 fails: no; 4 wait']);
  });

  it('is content where the plane released the rest by itself', async () => {
    expect(isReleased((await release([payload(range(2, 2), 5), refused])).released)).toBe(true);
  });

  it('is refused with the reason, and tries a dry run once', async () => {
    const { released } = await release([refused]);
    expect([isReleased(released), describeReleased(released)]).toEqual([false, 'refused   data-quality c p s-1: Nothing of s-1 waits there.']);
    const { asked, released: dry } = await release([payload(range(2, 501), 9)], { dryRun: true });
    expect([asked.length, isReleased(dry), describeReleased(dry)]).toEqual([1, false, 'waits     data-quality c p s-1: would apply versions 2–501 (500 events); 9 would go on waiting']);
  });

  it('gives up what it is told to, once, and replays the rest', async () => {
    const { released, asked } = await release([payload(range(3, 4), 2, null, range(2, 2)), payload(range(5, 6), 0)], { discard: { version: 2 } });
    expect(asked.map(({ document, input }) => [document.includes('discardParked'), input['version']])).toEqual([[true, 2], [false, undefined]]);
    expect(describeReleased(released)).toBe('released  data-quality c p s-1: gave up version 2; applied versions 3–6 (4 events)');
  });

  it('does not go round for ever where nothing moves', async () => {
    await expect(release([payload(range(2, 2), 5), payload(null, 5)])).rejects.toThrow('ask again later');
  });
});
