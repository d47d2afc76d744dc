import { eventually } from '@throughline/testing';
import { RetryLater, type StoredRecord } from '../log-transport.ts';
import { KafkaPump, type PumpLink } from './kafka-pump.ts';

const HOUR = 3_600_000;
const PARTITION = { topic: 't', partition: 0 };
const record = (offset: number): StoredRecord => ({ ...PARTITION, offset, key: 'k', headers: {}, value: String(offset) });

const bench = (over: Pick<PumpLink, 'ask' | 'batch'>) => {
  const sought: number[] = [];
  const committed: number[] = [];
  const pump = new KafkaPump(PARTITION, {
    group: 'g', maxBatch: 10, report: () => undefined, resume: () => undefined,
    seek: (_, offset) => sought.push(offset), committed: (_, next) => committed.push(next), ...over,
  });
  return { pump, sought, committed };
};

describe('a back-off of a partition', () => {
  it('ends with the assignment that it belongs to: the next one starts at once', async () => {
    let tries = 0;
    const { pump, sought, committed } = bench({
      ask: () => Promise.resolve(5),
      batch: () => (++tries === 1 ? Promise.reject(new RetryLater(HOUR, { cause: new Error('a dependency') })) : Promise.resolve()),
    });
    pump.assign();
    await eventually(() => sought.length === 1);
    pump.feed({ from: 5, records: [record(5)], next: 6, end: 6 });
    await eventually(() => pump.resting);
    pump.assign();
    await eventually(() => sought.length === 2);
    expect(pump.resting).toBe(false);
    pump.feed({ from: 5, records: [record(5)], next: 6, end: 6 });
    await eventually(() => committed.length === 1);
    expect([sought, committed, tries]).toEqual([[5, 5], [6], 2]);
    await pump.stop();
  });

  it('is waited out within its assignment, also when more is fetched meanwhile', async () => {
    let tries = 0;
    const { pump, sought } = bench({
      ask: () => Promise.resolve(5),
      batch: () => Promise.reject(new RetryLater(HOUR, { cause: new Error(`try ${++tries}`) })),
    });
    pump.assign();
    await eventually(() => sought.length === 1);
    pump.feed({ from: 5, records: [record(5)], next: 6, end: 6 });
    await eventually(() => pump.resting);
    expect(pump.feed({ from: 6, records: [record(6)], next: 7, end: 7 })).toBe(true);
    for (let n = 0; n < 20; n++) await new Promise(setImmediate);
    expect([pump.resting, tries]).toEqual([true, 1]);
    await pump.stop();
  });
});
