import type { StoredRecord } from '../log-transport.ts';
import { PartitionQueue } from './partition-queue.ts';

const records = (...offsets: number[]): StoredRecord[] => offsets.map((offset) => ({ topic: 't', partition: 0, offset, key: 'k', headers: {}, value: '12345' }));
const offsets = (queue: PartitionQueue): number[] => queue.first(100).map((record) => record.offset);

describe('what was fetched of a partition', () => {
  it('stays until it is said to be done', () => {
    const queue = new PartitionQueue();
    queue.restartAt(10);
    queue.append(records(10, 11, 12), 13);
    expect(queue.first(2).map((r) => r.offset)).toEqual([10, 11]);
    expect(queue.startAt(12)).toBe(true);
    expect([offsets(queue), queue.bytes, queue.fetchNext]).toEqual([[12], 5, 13]);
  });

  it('covers offsets without a message, its end, and no more', () => {
    const queue = new PartitionQueue();
    queue.restartAt(10);
    queue.append(records(14, 20), 25);
    expect(queue.startAt(15)).toBe(true);
    expect(offsets(queue)).toEqual([20]);
    expect(queue.startAt(25)).toBe(true);
    expect([offsets(queue), queue.bytes]).toEqual([[], 0]);
    expect([queue.startAt(24), queue.startAt(26)]).toEqual([false, false]);
    expect(queue.fetchNext).toBe(25);
  });
});
