import type { Pool } from 'pg';
import type { Bench } from './bench.ts';
import { interleave } from './measure/interleave.ts';
import { median } from './measure/quantile.ts';
import { withPlane, withoutReactions } from './stage/plane.ts';
import { tellThreads } from './thread/tell-threads.ts';

const PAGE = 1_000;
const MAX_ROUNDS = 3;

/** Reads every row of the journal in its order. @returns rows a second */
const selectJournal = async (pool: Pool): Promise<number> => {
  const began = performance.now();
  let rows = 0;
  for (let after = 0; ;) {
    const page = await pool.query<{ position: string }>({ name: 'bare.journal', text: 'select * from gateway.journal where position > $1 order by position limit $2', values: [after, PAGE] });
    rows += page.rows.length;
    if (page.rows.length < PAGE) return (rows * 1_000) / (performance.now() - began);
    after = Number(page.rows.at(-1)!.position);
  }
};

/** What the command `rebuildReadModels` does, over a filled journal. */
export const rebuildBench: Bench = ({ scale, say }) => withPlane(async (plane) => {
  say(`filling the journal to ${scale.journalEvents.toLocaleString('en-US')} events`);
  const began = performance.now();
  const events = await tellThreads(plane, scale.journalEvents);
  say(`${events} events in the journal after ${Math.round((performance.now() - began) / 1_000)} s`);
  const rebuild = async (): Promise<number> => {
    say('rebuilding');
    const from = performance.now();
    const results = await plane.gateway.operations.rebuildReadModels();
    const seconds = (performance.now() - from) / 1_000;
    const unequal = results.find(({ equal }) => !equal);
    if (unequal) throw new Error(`${unequal.name} was rebuilt to other rows`);
    return results.reduce((sum, { events: applied }) => sum + applied, 0) / seconds;
  };
  const rates = await interleave(Math.min(scale.rounds, MAX_ROUNDS), { bare: () => selectJournal(plane.admin), ours: rebuild });
  return {
    figures: [{ name: `rebuild of all read models, ${events} events in the journal`, unit: 'events/s', ours: median(rates.ours), bare: median(rates.bare), bar: { atLeast: 20_000 } }],
    notes: ['Digest of the rows before, emptying, refolding the owners\' histories, digest after, one transaction for each read model; the digests were equal each time. Planner statistics are fresh. Bare only reads the journal\'s rows, in pages of 1,000.'],
  };
}, { adapt: withoutReactions });
