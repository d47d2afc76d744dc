import { randomUUID } from 'node:crypto';
import { eventStoreSql, EventStore, LockFence } from '@throughline/event-store';
import { canonicalJson } from '@throughline/kernel';
import type { CommandRunner } from '@throughline/commands';
import { EventHistory, Relay, relayFloorSql, relaySql } from '@throughline/transport';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { PolicyRunner } from './policy-runner.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { counting } from '../test/effects.ts';
import { counted, TALLIES, tally } from '../test/fake-owner.ts';

const metadata = canonicalJson({ actor: 'human:ann', correlationId: 'c-1' });

/** Store, relay, log and history of one context as they are; a policy of another that appends to its own store. */
describe('from one store to the next', () => {
  let bench: ConsumerBench;
  let fence: LockFence;
  let relay: Relay;
  let history: EventHistory;
  const store = new EventStore('training');
  const own = new EventStore('ctx');

  const newRelay = (): Relay => new Relay({ context: 'training', schema: 'training', pool: bench.pool, transport: bench.log, topics: [TALLIES], fence, takeOver: true, report: () => undefined });
  const append = async (stream: string, n: number): Promise<void> => {
    const client = await bench.control.connect();
    try {
      const data = canonicalJson({ n });
      const published = canonicalJson({ type: counted.type, schemaVersion: 1, data: { n } });
      await store.append(client, { stream, streamType: 'tally', workspace: 'default', expected: -1 }, [{ id: randomUUID(), type: 'Counted', schemaVersion: 1, data, metadata, published }]);
    } finally {
      client.release();
    }
    relay.wake();
  };
  const commands: CommandRunner = {
    run: async ({ idempotencyKey, body }, tx) => {
      const stream = (body as { stream: string }).stream.split(' ')[0]!.replace('tally', 'echo');
      const { status, published } = await own.append(tx!, { stream, streamType: 'echo', workspace: 'default', expected: -1 },
        [{ id: idempotencyKey, type: 'Echoed', schemaVersion: 1, data: canonicalJson(body), metadata, published: null }]);
      if (status !== 'ok') throw new Error(`the effect was ${status}`);
      return { status: 'accepted', stream, version: published };
    },
  };

  beforeEach(async () => {
    bench = await ConsumerBench.open({ redeliver: 0.2 });
    await bench.pool.query(`create schema training; ${eventStoreSql('training')} ${relaySql('training')} ${relayFloorSql('training')}`);
    fence = new LockFence(bench.pool, 'training');
    history = new EventHistory({ context: 'training', schema: 'training', pool: bench.pool, fence, transport: 'postgres', partitions: 1 });
    relay = newRelay();
    relay.start();
  });
  afterEach(async () => {
    await relay.stop();
    fence.close();
    await bench.close();
  });

  it('every event has its effect once and in order while back ends are killed, and what was lost at an end is repaired', async () => {
    const environment = { ...bench.environment(), histories: { training: history } };
    const group = new ConsumerGroup(bench.control, 'ctx');
    const reader = group.add(new Consumer({ ...environment, name: 'reader', readModels: [trailModel, tallyModel(() => false)] }));
    const policy = group.add(new PolicyRunner({ ...environment, context: 'registry', policy: counting(), commands }));
    await group.start();
    const streams = Array.from({ length: 6 }, (_, i) => tally(`s-${i}`));
    for (let round = 1; round <= 15; round++) {
      for (const stream of streams) await append(stream, round);
      if (round % 3 === 0) await bench.killBackends();
    }
    expect(await group.waitFor(Object.fromEntries(streams.map((s) => [s, 15])), 30_000)).toBe('ok');

    await relay.stop();
    for (const stream of streams) await append(stream, 16);
    await bench.control.query('update training.relay set position = (select max(global_position) from training.events)');
    relay = newRelay();
    relay.start();
    for (const consumer of [reader, policy]) expect(await eventually(() => consumer.repairHeads(), (n) => n > 0)).toBe(6);

    const versions = Array.from({ length: 16 }, (_, i) => i + 1);
    for (const stream of streams) {
      const trail = await bench.rows<{ version: number }>('select version from ctx.trail where stream_id = $1 order by n', stream);
      expect(trail.map((r) => r.version)).toEqual(versions);
      const echoed = await bench.rows<{ body: string }>(`select data->>'stream' as body from ctx.events where stream_id = $1 order by version`, stream.replace('tally', 'echo'));
      expect(echoed.map((r) => r.body)).toEqual(versions.map((v) => `${stream} ${v}`));
    }
    const report = await reader.rebuild('tally');
    expect(report).toMatchObject({ after: report.before });
    await group.stop();
  });
});
