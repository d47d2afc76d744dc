import type { IntegrationEvent } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { listParked } from '../test/list-parked.ts';
import type { ReadModel } from './read-model.ts';
import { ConsumerBench, tallyModel } from '../test/consumer-bench.ts';
import { cleared, tally } from '../test/fake-owner.ts';

/** The tally in one statement for all events; they must be counts. */
const atOnce = (sizes: number[]): ReadModel => ({
  ...tallyModel(),
  applyAll: async (events: readonly IntegrationEvent<{ n: number }>[], tx) => {
    if (events.some(({ data, type }) => data.n === 13 || type === cleared.type)) throw new Error('not at once');
    sizes.push(events.length);
    await tx.query(`insert into ctx.tally select stream, min(workspace), sum(n), count(*) from unnest($1::text[], $2::text[], $3::int[]) e(stream, workspace, n) group by stream
      on conflict (stream_id) do update set total = tally.total + excluded.total, events = tally.events + excluded.events`,
    [events.map((e) => e.stream), events.map((e) => e.workspace), events.map((e) => e.data.n)]);
  },
});

describe('a read model that applies many events at once', () => {
  let bench: ConsumerBench;
  let consumer: Consumer;
  const sizes: number[] = [];

  beforeEach(async () => {
    bench = await ConsumerBench.open({ redeliver: 0.2 });
    sizes.length = 0;
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [atOnce(sizes)] });
  });
  afterEach(async () => {
    await consumer.stop();
    await bench.close();
  });

  it('comes to what its reactions come to, in the log and in a rebuild, and finds the event at fault one by one', async () => {
    const streams = Array.from({ length: 40 }, (_, i) => tally(`s-${i}`));
    for (const n of [1, 2, 3]) await bench.owner.sayAll(streams, { data: { n } });
    await bench.owner.say(streams[0]!, { type: cleared.type });
    await bench.owner.sayAll([streams[1]!, streams[1]!], { data: { n: 13 } });
    await bench.owner.sayAll(streams, { data: { n: 4 } });
    await consumer.start();
    const rows = () => bench.rows('select total, events, count(*)::int as streams from ctx.tally group by 1, 2 order by 1, 2');
    const expected = [{ total: 4, events: 5, streams: 1 }, { total: 6, events: 3, streams: 1 }, { total: 10, events: 4, streams: 38 }];
    await eventually(() => listParked(bench.control, 'ctx'), ([p]) => p?.events === 3);
    await eventually(rows, (r) => r.at(-1)?.['streams'] === 38);
    expect(await rows()).toEqual(expected);
    const report = await consumer.rebuild('tally');
    expect(report).toMatchObject({ events: 160, parked: 3, after: report.before });
    expect(await rows()).toEqual(expected);
  });

  it('is shown whole batches', async () => {
    await bench.owner.sayAll(Array.from({ length: 150 }, (_, i) => tally(`s-${i % 50}`)), { data: { n: 1 } });
    await consumer.start();
    expect(await eventually(() => bench.rows('select distinct total, events from ctx.tally'), (rows) => rows.length > 0)).toEqual([{ total: 3, events: 3 }]);
    expect(sizes).toEqual([150]);
  });
});
