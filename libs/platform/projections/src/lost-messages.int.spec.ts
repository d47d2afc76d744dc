import { eventually } from '@throughline/testing';
import type { LogRecord } from '@throughline/transport';
import { Consumer } from './consumer.ts';
import { trailModel } from '../test/consumer-bench.ts';
import { counted, tally, TALLIES } from '../test/fake-owner.ts';
import { deleteBefore } from '../test/logs-under-test.ts';
import { lossyLog } from '../test/lossy-log.ts';
import { direct, Pipeline } from '../test/pipeline.ts';

const streams = Array.from({ length: 20 }, (_, n) => tally(`lost-${n}`));
const versionOf = (record: LogRecord): number => Number(record.headers['ce_sequence']);

describe.each(['postgres', 'kafka'] as const)('messages that the log lost, over %s', (kind) => {
  let pipeline: Pipeline;
  let consumer: Consumer;
  let loses: (record: LogRecord) => boolean = () => false;

  beforeAll(async () => { pipeline = await Pipeline.open(kind, [counted], (log) => lossyLog(log, (record) => loses(record))); });
  beforeEach(async () => {
    loses = () => false;
    await pipeline.bench.control.query('truncate ctx.trail; delete from ctx.consumer_stream; delete from ctx.consumer_partition');
    pipeline.bench.counts.clear();
    consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [trailModel] });
  });
  afterEach(() => consumer.stop());
  afterAll(() => pipeline.close());

  const sayOnEach = async (names: readonly string[]): Promise<void> => {
    for (const stream of names) await pipeline.append(stream, direct(counted, { n: 1 }));
    pipeline.relay.wake();
    await eventually(async () => (await pipeline.bench.rows<{ sent: boolean }>(
      'select coalesce(max(global_position), 0) <= (select position from training.relay) as sent from training.events where published_version is not null'))[0]!.sent);
  };
  const trail = async (names: readonly string[]): Promise<Record<string, number[]>> => Object.fromEntries((await pipeline.bench.rows<{ stream: string; versions: number[] }>(
    'select stream_id as stream, array_agg(version order by n) as versions from ctx.trail where stream_id = any($1) group by stream_id', names)).map((r) => [r.stream, r.versions]));
  const upTo = (names: readonly string[], version: number) => Object.fromEntries(names.map((name) => [name, Array.from({ length: version }, (_, n) => n + 1)]));
  const shown = async (): Promise<number> => (await pipeline.bench.rows<{ n: number }>('select count(*)::int as n from ctx.trail'))[0]!.n;
  const counts = (what: string): number => pipeline.bench.counts.get(`reader ${what}`) ?? 0;

  it('in the middle of a stream are found by the next one, and at its end by the owner\'s heads; both are counted', async () => {
    await consumer.start();
    const [middle, end] = [streams.slice(0, 5), streams.slice(5, 8)];
    await sayOnEach(streams);
    loses = (record) => (middle.includes(record.key) && versionOf(record) === 2) || (end.includes(record.key) && versionOf(record) === 3);
    await sayOnEach(streams);
    await sayOnEach(streams);
    await eventually(shown, (n) => n >= 57);
    expect(await trail(middle)).toEqual(upTo(middle, 3));
    expect(counts('gap')).toBe(5);
    expect(await trail(end)).toEqual(upTo(end, 2));
    expect(await consumer.repairHeads()).toBe(3);
    expect(counts('repaired')).toBe(3);
    expect(await trail(streams)).toEqual(upTo(streams, 3));
    expect(await shown()).toBe(60);
  });

  it('that are deleted later, a whole beginning with every end, come from the history', async () => {
    const before = await pipeline.log.endOffsets(TALLIES);
    const names = Array.from({ length: 12 }, (_, n) => tally(`deleted-${n}`));
    await sayOnEach(names);
    await sayOnEach(names);
    if (kind === 'postgres') {
      await pipeline.bench.control.query('delete from bus.message where "offset" < $1 or key = any($2)', [before[0], names]);
    } else {
      await deleteBefore(pipeline.brokers, TALLIES, await pipeline.log.endOffsets(TALLIES));
    }
    await consumer.start();
    await eventually(async () => (await pipeline.bench.rows('select 1 from ctx.consumer_partition')).length, (n) => n === before.length);
    await consumer.repairHeads();
    expect(await trail(names)).toEqual(upTo(names, 2));
    expect(await trail(streams)).toEqual(upTo(streams, 3));
    expect(counts('repaired')).toBe(84);
    await sayOnEach(names);
    await eventually(shown, (n) => n >= 96);
    expect(await trail(names)).toEqual(upTo(names, 3));
  });
});
