import type { HistoryHead } from '@throughline/transport';
import { Completeness } from './completeness.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

/** Owners, the log's ends and where the consumer stands, as a test says. */
const setUp = ({ heads, ends, next }: { heads: Record<string, () => Promise<HistoryHead>>; ends: number[]; next: () => number[] }) => {
  const asked: string[] = [];
  const histories = Object.fromEntries(Object.entries(heads).map(([context, head]) => [context, { head: () => { asked.push(context); return head(); } }]));
  const completeness = new Completeness({
    schema: 'gateway', histories: histories as never, topics: new Map(Object.keys(heads).map((context) => [context as never, [context]])),
    transport: { endOffsets: (topic: string) => { asked.push(`ends of ${topic}`); return Promise.resolve(ends); } } as never,
    db: { query: async (_: string, [, topics]: unknown[]) => ({ rows: (topics as string[]).flatMap((topic) => next().map((next_offset, partition) => ({ topic, partition, next_offset }))) as never }) },
  });
  return { completeness, asked };
};
const until = (second: number) => async (): Promise<HistoryHead> => ({ completeBefore: at(second).toISOString(), position: 0 });

describe('completeness', () => {
  it('holds for instants before the owner\'s, not for that one itself', async () => {
    const { completeness } = setUp({ heads: { training: until(10) }, ends: [3], next: () => [3] });
    expect([await completeness.isComplete(at(9)), await completeness.isComplete(at(10)), await completeness.isComplete(at(11))]).toEqual([true, false, false]);
  });

  it('needs every owner', async () => {
    const { completeness } = setUp({ heads: { training: until(10), registry: until(5) }, ends: [0], next: () => [] });
    expect([await completeness.isComplete(at(7)), await completeness.isComplete(at(4))]).toEqual([false, true]);
  });

  it('takes the ends after the owner\'s answer', async () => {
    const { completeness, asked } = setUp({ heads: { training: until(10) }, ends: [0], next: () => [] });
    await completeness.isComplete(at(1));
    expect(asked).toEqual(['training', 'ends of training']);
  });

  it.each([
    ['an event that was not read yet', { training: until(10) }, [4], [3]],
    ['a partition that was never read', { training: until(10) }, [0, 1], [0]],
    ['an owner that does not answer', { training: async () => { throw new Error('down'); } }, [0], [0]],
    ['an owner that knows nothing yet', { training: async () => ({ completeBefore: null, position: 0 }) }, [0], [0]],
  ])('does not hold with %s', async (_, heads, ends, next) => {
    const { completeness } = setUp({ heads, ends, next: () => next });
    expect(await completeness.isComplete(at(1))).toBe(false);
  });

  it('asks once for many questions at a time, and not again within a second', async () => {
    const { completeness, asked } = setUp({ heads: { training: until(10) }, ends: [1], next: () => [0] });
    await Promise.all([1, 2, 3].map((second) => completeness.isComplete(at(second))));
    await completeness.isComplete(at(4));
    expect(asked.filter((name) => name === 'training')).toHaveLength(1);
  });

  it('asks nobody about what it knows', async () => {
    const { completeness, asked } = setUp({ heads: { training: until(10) }, ends: [0], next: () => [] });
    await completeness.isComplete(at(9));
    const before = asked.length;
    await completeness.isComplete(at(3));
    expect(asked).toHaveLength(before);
  });
});
