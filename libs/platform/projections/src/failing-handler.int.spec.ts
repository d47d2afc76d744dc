import { randomUUID } from 'node:crypto';
import { defineEvent, when, type EventContract } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { EventConsumer } from './event-consumer.ts';
import { ParkedDesk } from './parked/parked-desk.ts';
import { PolicyRunner } from './policy-runner.ts';
import { EffectRunner, effectsSql } from '../test/effects.ts';
import { tally } from '../test/fake-owner.ts';
import { direct, Pipeline } from '../test/pipeline.ts';

const graded = (type: string, ...grades: string[]): EventContract<{ grade: string }> => defineEvent({
  context: 'training', aggregate: 'tally', type, version: 1, summary: 'Graded.', example: { grade: 'good' },
  schema: { type: 'object', additionalProperties: false, required: ['grade'], properties: { grade: { enum: grades } } },
});
const POLICY = 'when-tally-graded-then-record-effect';
const operator = { kind: 'human', id: 'olga', roles: ['sre'], workspace: 'default' } as const;

/** The code as it was deployed, and as it is once it was mended. */
interface Code {
  readonly contract: EventContract<{ grade: string }>;
  readonly handles: (grade: string) => boolean;
}

const FAULTS: readonly [what: string, grade: string, broken: Code, mended: Code][] = [
  ['lies outside its enum', 'odd', { contract: graded('tally-graded', 'good'), handles: () => true }, { contract: graded('tally-graded', 'good', 'odd'), handles: () => true }],
  ['makes its handler throw', 'bad', { contract: graded('tally-judged', 'good', 'bad'), handles: (grade) => grade !== 'bad' }, { contract: graded('tally-judged', 'good', 'bad'), handles: () => true }],
];

// Case E3: after the first exception a handler never fires again, or the process dies.
describe.each(['postgres', 'kafka'] as const)('an event that no handler can take, over %s', (kind) => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.open(kind, [graded('tally-graded', 'good')]);
    await pipeline.bench.control.query(effectsSql);
  });
  afterAll(() => pipeline.close());

  /** Read model, policy and listener under names of their own, on one code. */
  const deploy = (suffix: string, { contract, handles }: Code) => {
    // What has no transaction hears at least once: a batch is tried again before the event at fault is found.
    const heard = new Map<string, string>();
    const commands = new EffectRunner();
    const take = (grade: string): void => { if (!handles(grade)) throw new Error(`cannot take ${grade}`); };
    const group = new ConsumerGroup(pipeline.bench.control, 'ctx');
    group.add(new Consumer({ ...pipeline.environment, name: `projection${suffix}`, readModels: [{ name: `trail${suffix}`, version: 1, tables: [],
      on: [when(contract, async ({ stream, version, workspace, data }, tx) => {
        await tx.query('insert into ctx.trail(stream_id, version, workspace) values ($1, $2, $3)', [stream, version, workspace]);
        take(data.grade);
      })] }] }));
    group.add(new PolicyRunner({ ...pipeline.environment, context: 'registry', commands, policy: { name: `${POLICY}${suffix}`, startFrom: 'beginning',
      on: [when(contract, ({ stream, data }) => { take(data.grade); return [{ name: 'record-effect', body: { stream }, target: stream }]; })] } }));
    group.add(new Consumer({ ...pipeline.environment, name: `listener${suffix}`, readModels: [{ name: `listener${suffix}`, version: 1, tables: [],
      on: [when(contract, async ({ id, stream, data }) => { take(data.grade); heard.set(id, stream); })] }] }));
    return { group, heard, desk: new ParkedDesk(pipeline.bench.control, 'ctx', group), names: group.all().map((c: EventConsumer) => c.name) };
  };

  it.each(FAULTS)('and that %s waits alone, is told of once, and is taken once the code is mended', async (what, grade, broken, mended) => {
    const suffix = `-${what.split(' ')[0]!}`;
    const bad = [1, 2].map((n) => tally(`bad${suffix}${n}`));
    const good = Array.from({ length: 5 }, (_, n) => tally(`good${suffix}${n}`));
    const ours = async (table: string, column: string): Promise<string[]> =>
      (await pipeline.bench.rows<{ stream: string }>(`select ${column} as stream from ctx.${table} where ${column} = any($1) order by n`, [...bad, ...good])).map(({ stream }) => stream);
    const trail = () => ours('trail', 'stream_id');
    const effects = () => ours('effect', 'stream');
    const first = deploy(suffix, broken);
    await first.group.start();

    const tenGood = async (): Promise<void> => { for (let n = 0; n < 10; n++) await pipeline.append(good[n % 5]!, direct(broken.contract, { grade: 'good' })); };
    await pipeline.append(bad[0]!, direct(broken.contract, { grade }));
    await tenGood();
    await pipeline.append(bad[1]!, direct(broken.contract, { grade }));
    await tenGood();
    pipeline.relay.wake();

    await eventually(async () => [(await trail()).length, (await effects()).length, first.heard.size], (n) => n.every((handled) => handled >= 20));
    const parked = () => first.desk.list(operator, { limit: 100 }).then(({ streams }) => streams.filter((s) => first.names.includes(s.consumer)));
    await eventually(parked, (streams) => streams.length >= 6);
    expect((await parked()).map(({ consumer, stream, version, events }) => [consumer, stream, version, events]).sort()).toEqual(
      first.names.flatMap((name) => bad.map((stream) => [name, stream, 1, 1])).sort());
    for (const handled of [await trail(), await effects(), [...first.heard.values()]]) expect([...handled].sort()).toEqual(good.flatMap((stream) => [stream, stream, stream, stream]).sort());
    expect((await pipeline.bench.rows<{ versions: number[] }>('select array_agg(version order by n) as versions from ctx.trail where stream_id = any($1) group by stream_id', good))
      .map(({ versions }) => versions)).toEqual(good.map(() => [1, 2, 3, 4]));
    expect(Object.values(first.group.statuses()).map(({ state }) => state)).toEqual(['running', 'running', 'running']);

    await first.group.stop();
    const second = deploy(suffix, mended);
    await second.group.start();
    for (const consumer of second.names) {
      for (const stream of bad) {
        const projection = consumer === `projection${suffix}` ? `trail${suffix}` : consumer;
        expect(await second.desk.replay(operator, { consumer, projection, stream, reason: 'mended', idempotencyKey: randomUUID(), correlationId: 'c-1' }))
          .toMatchObject({ status: 'accepted', report: { applied: { from: 1, to: 1, events: 1 }, failed: null, remaining: 0 } });
      }
    }
    for (const handled of [(await trail()).slice(20), (await effects()).slice(20), [...second.heard.values()]]) expect([...handled].sort()).toEqual([...bad].sort());
    expect(await parked()).toEqual([]);
    const alerts = pipeline.bench.logged.filter(({ level, fields }) => level === 'error' && first.names.includes(String(fields['consumer'])));
    expect(alerts.map(({ fields, message }) => [fields['consumer'], fields['stream'], message]).sort()).toEqual(
      first.names.flatMap((name) => bad.map((stream) => [name, stream, 'event parked'])).sort());
    await second.group.stop();
  }, 120_000);
});
