import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { ConsumerBench, trailModel } from '../test/consumer-bench.ts';
import { FakeOwner, tally, TALLIES } from '../test/fake-owner.ts';
import { MemoryLog } from '../test/memory-log.ts';

const PARTITIONS = 12;
const streams = Array.from({ length: 30 }, (_, i) => tally(`f-${i}`));

describe('a consumer whose topic belongs to a store that was taken back to an older state', () => {
  let bench: ConsumerBench;
  let log: MemoryLog;
  let owner: FakeOwner;
  const consumers: Consumer[] = [];

  beforeEach(async () => {
    bench = await ConsumerBench.open();
    log = new MemoryLog(PARTITIONS);
    await log.ensureTopics([TALLIES]);
    owner = new FakeOwner(log, PARTITIONS);
  });
  afterEach(async () => {
    for (const consumer of consumers.splice(0)) await consumer.stop();
    await log.close();
    await bench.close();
  });

  const start = async (): Promise<Consumer> => {
    const consumer = new Consumer({ ...bench.environment(log, owner), name: 'reader', readModels: [trailModel] });
    consumers.push(consumer);
    await consumer.start();
    return consumer;
  };
  const shown = async (): Promise<number> => (await bench.rows<{ n: number }>('select count(*)::int as n from ctx.trail'))[0]!.n;
  const trail = () => bench.rows('select stream_id, array_agg(version order by n) as versions from ctx.trail group by stream_id');
  const inOrder = (upTo: number) => streams.map((stream) => ({ stream_id: stream, versions: Array.from({ length: upTo }, (_, i) => i + 1) }));
  const giveUp = async (): Promise<void> => { owner.floor = { offsets: await log.endOffsets(TALLIES), withheld: null }; };

  it('reads nothing while the owner says so, tells why, and then begins', async () => {
    owner.floor = { offsets: [], withheld: 'the log is ahead of the store of training' };
    const consumer = await start();
    await owner.sayAll(streams);
    await eventually(() => consumer.status(), ({ state }) => state === 'retrying');
    expect(consumer.status().reason).toBe(`${TALLIES} is not read: the log is ahead of the store of training`);
    expect(await shown()).toBe(0);
    owner.floor = { offsets: [], withheld: null };
    await eventually(shown, (n) => n === 30);
    await eventually(() => consumer.status(), ({ state }) => state === 'running');
  });

  it('that is new takes of the log only what lies above the floor, and all else from the history', async () => {
    await owner.sayAll(streams);
    await owner.sayAll(streams);
    owner.restore(30);
    await giveUp();
    await owner.sayAll(streams);
    await start();
    await eventually(shown, (n) => n >= 60);
    expect(await trail()).toEqual(expect.arrayContaining(inOrder(2)));
    const ids = await bench.rows<{ id: string }>('select last_event_id::text as id from ctx.consumer_stream');
    expect(ids.map((r) => r.id).sort()).toEqual(owner.records.slice(30).map((r) => r.headers['ce_id']).sort());
    expect(bench.counts.get('reader floor')).toBe(1);
  });

  it('that stands before the lost events jumps over them, and finds what else lay there', async () => {
    const before = await start();
    await owner.sayAll(streams);
    await eventually(shown, (n) => n === 30);
    await before.stop();
    await owner.sayAll(streams);
    await owner.sayAll(streams);
    owner.restore(60);
    await giveUp();
    await start();
    await eventually(shown, (n) => n >= 60);
    expect(await trail()).toEqual(expect.arrayContaining(inOrder(2)));
    await owner.sayAll(streams);
    await eventually(shown, (n) => n >= 90);
    expect(await trail()).toEqual(expect.arrayContaining(inOrder(3)));
  });

  it('that has applied what was lost halts while it runs, and names stream, version and the way out', async () => {
    const consumer = await start();
    await owner.sayAll(streams);
    await owner.say(streams[3]!);
    await eventually(shown, (n) => n === 31);
    owner.restore(30);
    await giveUp();
    await expect(consumer.repairHeads()).rejects.toThrow('ahead of its owner');
    expect(consumer.status().state).toBe('halted');
    expect(consumer.status().reason).toContain(`${streams[3]}: version 2 was applied here`);
    expect(consumer.status().reason).toContain('has no such version');
    expect(consumer.status().reason).toContain('restore-a-backup.md');
  });

  it('that has applied what was lost halts when it starts, although its owner has gone on since', async () => {
    const consumer = await start();
    await owner.sayAll(streams);
    await owner.say(streams[3]!);
    await eventually(shown, (n) => n === 31);
    await consumer.stop();
    owner.restore(30);
    await giveUp();
    for (let n = 0; n < 3; n++) await owner.say(streams[3]!);
    const again = await start();
    await eventually(() => again.status(), ({ state }) => state === 'halted');
    expect(again.status().reason).toMatch(new RegExp(`${streams[3]}:? version 2 was .*restore-a-backup.md`));
    expect(await shown()).toBe(31);
  });

  it('goes on where a lost message contradicts what its owner\'s history gave', async () => {
    const consumer = await start();
    await owner.sayAll(streams);
    await eventually(shown, (n) => n === 30);
    const lost = await owner.say(streams[3]!, { lost: true });
    owner.restore(30);
    await owner.say(streams[3]!, { lost: true });
    expect(await consumer.repairHeads()).toBe(1);
    // The message that nobody has any more was on its way; the floor lies above it, and the consumer has not heard of it.
    owner.floor = { offsets: (await log.endOffsets(TALLIES)).map((end, partition) => (partition === lost.partition ? end + 1 : end)), withheld: null };
    await owner.send(lost);
    await owner.sayAll(streams);
    await eventually(shown, (n) => n >= 61);
    expect(consumer.status().state).not.toBe('halted');
    expect(await bench.rows(`select last_event_id::text as id from ctx.consumer_stream where stream_id = $1`, streams[3])).toEqual([{ id: owner.records.at(-27)!.headers['ce_id'] }]);
  });
});
