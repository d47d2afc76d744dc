import type { IntegrationEvent } from '@throughline/kernel';
import { createTestDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import fc from 'fast-check';
import pg from 'pg';
import { benchPart } from '../../test/bench-part.ts';
import type { Fold } from './fold.ts';
import { readModelSql } from './fold-sql.ts';
import { foldEvents } from './temporal-rows.ts';

const trial = benchPart.folds.find(({ name }) => name === 'bench-trial') as Fold;
const START = Date.UTC(2026, 0, 1);

interface Step { readonly stream: number; readonly kind: 'noted' | 'done' | 'ignored'; readonly later: number; readonly ends: boolean }
const steps = fc.array(fc.record({
  stream: fc.nat(2), kind: fc.constantFrom('noted', 'done', 'ignored'), later: fc.constantFrom(0, 0, 1, 5), ends: fc.boolean(),
}), { maxLength: 25 });

/** Events of three streams, their clocks standing still now and then, in batches. */
const batchesOf = (choices: readonly Step[]): IntegrationEvent[][] => {
  const versions = [0, 0, 0];
  const clocks = [START, START, START];
  const batches: IntegrationEvent[][] = [[]];
  for (const { stream, kind, later, ends } of choices) {
    clocks[stream]! += later;
    const version = ++versions[stream]!;
    const started = version === 1 && kind !== 'ignored';
    if (version === 1 && kind === 'ignored') versions[stream] = 0;
    else {
      batches.at(-1)!.push({
        stream: `bench-trial-${stream}`, workspace: 'default', version, time: new Date(clocks[stream]!).toISOString(), type: started ? 'bench-trial-started' : `bench-trial-${kind}`,
        data: started ? { rig: `r-${stream}`, before: null, steps: version } : { report: null, poison: false },
      } as unknown as IntegrationEvent);
    }
    if (ends) batches.push([]);
  }
  return batches.filter((batch) => batch.length > 0);
};

/** What as-of means, computed from the events alone: the state after the last event at or before the instant. */
const expectedAt = (events: readonly IntegrationEvent[], stream: string, instant: number): object | null => {
  let doc: unknown = null;
  let version = 0;
  for (const event of events.filter((e) => e.stream === stream && Date.parse(e.time) <= instant)) {
    doc = trial.apply(event, doc);
    version = event.version;
  }
  return doc === null ? null : { doc, version };
};

describe('temporal rows', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client(database.url);
    await client.connect();
    await client.query(`create schema gateway; ${readModelSql('gateway', [trial])}`);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('hold at every instant what the events up to it make, however they were batched', () => fc.assert(fc.asyncProperty(steps, async (choices) => {
    await client.query('delete from gateway.bench_trial_v1');
    const batches = batchesOf(choices);
    for (const batch of batches) await foldEvents(client, 'gateway', trial, batch);
    const events = batches.flat();
    const { rows: live } = await client.query(`select stream, doc, version, rig from gateway.bench_trial_v1 where recorded_to='infinity' order by stream`);
    const streams = [...new Set(events.map(({ stream }) => stream))].sort();
    expect(live).toEqual(streams.map((stream) => ({ stream, ...expectedAt(events, stream, Infinity), rig: `r-${stream.at(-1)}` })));
    for (const instant of [START - 1, ...new Set(events.flatMap(({ time }) => [Date.parse(time), Date.parse(time) + 1]))]) {
      const { rows } = await client.query(`select stream, doc, version from gateway.bench_trial_v1 where recorded_from<=$1 and recorded_to>$1 order by stream`, [new Date(instant)]);
      expect(rows).toEqual(streams.flatMap((stream) => { const state = expectedAt(events, stream, instant); return state ? [{ stream, ...state }] : []; }));
    }
    const { rows: opened } = await client.query('select stream, count(distinct opened)::int as n, min(opened) as first from gateway.bench_trial_v1 group by 1 order by 1');
    expect(opened).toEqual(streams.map((stream) => ({ stream, n: 1, first: new Date(events.find((e) => e.stream === stream)!.time) })));
  }), { numRuns: 60 }));
});
