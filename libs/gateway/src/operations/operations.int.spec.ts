import { randomUUID } from 'node:crypto';
import { createdStream } from '@throughline/kernel';
import { benchPart, trialDone, trialNoted, trialStarted } from '../../test/bench-part.ts';
import { eventually } from '@throughline/testing';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { requirements } from '../resolvers/requirements.ts';

const newTrial = () => createdStream('bench-trial', randomUUID());
const rebuild = 'mutation { rebuildReadModels { name version events parked live rebuilt equal } }';
const verify = 'mutation { verifyJournal { context stored journaled equal missing surplus } }';

describe('what an administrator can have done', () => {
  let bench: GatewayBench;
  const training = () => bench.contexts.training;
  const asked = async (document: string) => Object.values((await bench.ask(document, { as: 'admin' })).data)[0] as Record<string, unknown>[];
  const trialReport = async () => (await asked(rebuild)).find(({ name }) => name === 'bench-trial')!;
  const journalReport = async () => (await asked(verify)).find(({ context }) => context === 'training')!;

  beforeEach(async () => {
    bench = await GatewayBench.open({ parts: [requirements, benchPart] });
    const streams = Array.from({ length: 20 }, newTrial);
    await training().sayAll(streams, trialStarted);
    await training().sayAll(streams, trialNoted);
    await training().sayAll(streams.slice(0, 7), trialDone);
    await bench.settled();
  });
  afterEach(() => bench.close());

  it('is asked for by an admin alone', async () => {
    for (const document of [rebuild, verify]) {
      const { errors } = await bench.ask(document, { as: 'sre' });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('a rebuild comes to the same rows, history included', async () => {
    const report = await trialReport();
    expect(report).toEqual({ name: 'bench-trial', version: 1, events: 47, parked: 0, live: report['rebuilt'], rebuilt: report['live'], equal: true });
    expect((await asked(rebuild)).map(({ equal }) => equal)).not.toContain(false);
  });

  it('a rebuild shows and mends a row that somebody changed, live or past', async () => {
    await bench.pool.query(`update gateway.bench_trial_v1 set doc=doc||'{"steps": 99}' where ctid=(select ctid from gateway.bench_trial_v1 where recorded_to<>'infinity' limit 1)`);
    expect(await trialReport()).toMatchObject({ equal: false });
    expect(await trialReport()).toMatchObject({ equal: true });
  });

  it('a stream whose fold fails waits, answers say so, and a rebuild does not hide it', async () => {
    const poisoned = newTrial();
    await training().say(poisoned, trialStarted);
    await training().say(poisoned, trialNoted, { poison: true });
    await training().say(poisoned, trialNoted);
    const parkedIn = async () => ((await bench.ask('{ benchTrials(last: 1) { nodes { notes version } } }')).extensions.consistency as { parked?: string[]; stale: boolean });
    expect(await eventually(parkedIn, ({ parked }) => parked !== undefined)).toMatchObject({ parked: ['bench-trial'], stale: true });
    expect((await bench.ask('{ benchTrials(last: 1) { nodes { notes version } } }')).data.benchTrials.nodes).toEqual([{ notes: 0, version: 1 }]);
    expect((await bench.ask('{ initiatives(first: 1) { totalCount } }')).extensions.consistency.stale).toBe(false);
    expect((await bench.ask('{ benchTrials(last: 1) { totalCount } }', { workspace: 'other' })).extensions.consistency.stale).toBe(false);
    expect(await trialReport()).toMatchObject({ equal: true, parked: 2 });
    expect(await journalReport()).toMatchObject({ stored: 50, journaled: 50, equal: true });
  });

  describe('the journal', () => {
    it('equals what the owners store, also while more is said', async () => {
      const more = Array.from({ length: 30 }, newTrial);
      const saying = (async () => { for (const stream of more) await training().say(stream, trialStarted); })();
      const report = await journalReport();
      await saying;
      await bench.settled();
      expect(report).toMatchObject({ equal: true, missing: [], surplus: [] });
      expect(await journalReport()).toEqual({ context: 'training', stored: 77, journaled: 77, equal: true, missing: [], surplus: [] });
    });

    it('that lacks an event is found out', async () => {
      const { rows } = await bench.pool.query('delete from gateway.journal where position=(select min(position) from gateway.journal) returning event_id');
      expect(await journalReport()).toEqual({ context: 'training', stored: 47, journaled: 46, equal: false, missing: [rows[0].event_id], surplus: [] });
    });

    it('that was changed is found out, even if its digest column was not', async () => {
      const { rows } = await bench.pool.query(`update gateway.journal set data='{"poison": true}' where position=(select max(position) from gateway.journal) returning event_id`);
      expect(await journalReport()).toMatchObject({ equal: false, missing: [rows[0].event_id], surplus: [rows[0].event_id] });
    });

    it('that has an event which its owner never said is found out, wherever it claims to stand', async () => {
      const ids = [randomUUID(), randomUUID()];
      for (const [i, position] of [3, 10_000].entries()) {
        await bench.pool.query(`insert into gateway.journal(event_id,context,stream_type,stream,version,type,schema_version,workspace,data,actor,correlation_id,time,global_position,payload_digest)
          values($1,'training','bench-trial',$2,1,'bench-trial-started',1,'default','{}','human:eve','c',now(),$3,'')`, [ids[i], newTrial(), position]);
      }
      const report = await journalReport();
      expect([report['equal'], report['missing'], [...report['surplus'] as string[]].sort()]).toEqual([false, [], ids.sort()]);
    });
  });

  it('the journal keeps each event once, in order of arrival, however often the log delivers', async () => {
    const { rows } = await bench.pool.query('select stream, version, position from gateway.journal order by position');
    expect(rows).toHaveLength(47);
    const last = new Map<string, number>();
    for (const { stream, version } of rows) {
      expect(version).toBe((last.get(stream) ?? 0) + 1);
      last.set(stream, version);
    }
  });
});
