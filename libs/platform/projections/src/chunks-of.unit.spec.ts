import { type IntegrationEvent, when } from '@throughline/kernel';
import type { Incoming } from './arrival.ts';
import { chunksOf } from './chunks-of.ts';
import { Projection, stepsOf } from './projection.ts';
import { cleared, counted, TALLIES } from '../test/fake-owner.ts';

const record = (next: number, type: string | undefined): Incoming => ({
  next, record: { topic: TALLIES, partition: 0, key: 's', headers: {}, value: '{}' }, problem: type ? undefined : 'broken',
  event: type === undefined ? undefined : { type } as IntegrationEvent,
});
const projection = new Projection('p', stepsOf([when(counted, async () => undefined)], async () => undefined));
const offsets = (chunks: Incoming[][]): number[][] => chunks.map((chunk) => chunk.map((r) => r.next));

describe('what commits together', () => {
  const records = [cleared.type, cleared.type, counted.type, counted.type, cleared.type, undefined, counted.type].map((type, i) => record(i + 1, type));
  it('is the whole batch for read models', () => {
    expect(offsets(chunksOf(records, { singly: false, projections: [projection] }))).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
  });
  it('is one event that a policy reacts to, or the run of others between', () => {
    expect(offsets(chunksOf(records, { singly: true, projections: [projection] }))).toEqual([[1, 2], [3], [4], [5, 6], [7]]);
  });
  it('is refused a projection that names one event twice', () => {
    expect(() => new Projection('p', stepsOf([when(counted, async () => undefined), when(counted, async () => undefined)], async () => undefined))).toThrow('p reacts twice');
  });
});
