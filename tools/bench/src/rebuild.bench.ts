import { randomUUID } from 'node:crypto';
import { initiativeProposedV1, qualificationQuestionAnsweredV1 } from '@throughline/requirements-contracts';
import type { Pool } from 'pg';
import type { Bench } from './bench.ts';
import { interleave } from './measure/interleave.ts';
import { median } from './measure/quantile.ts';
import { journaled, untilJournaled } from './stage/journal.ts';
import type { BenchPlane } from './stage/plane.ts';
import { tell, told } from './stage/tell.ts';

const EVENTS_A_STREAM = 10;
const PAGE = 1_000;
const MAX_ROUNDS = 3;

/** Tells of initiatives and their answers until the journal has so many events. @returns how many it has */
const fill = async (plane: BenchPlane, events: number): Promise<number> => {
  const before = await journaled(plane);
  const client = await plane.admin.connect();
  let appended = 0;
  try {
    while (before + appended < events) {
      const answers = Array.from({ length: EVENTS_A_STREAM - 1 }, () => told(qualificationQuestionAnsweredV1));
      appended += await tell(client, `initiative-${randomUUID()}`, [told(initiativeProposedV1), ...answers]);
    }
  } finally {
    client.release();
  }
  return untilJournaled(plane, before + appended);
};

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
export const rebuildBench: Bench = async ({ stage, scale, say }) => {
  const plane = await stage.plane();
  say(`filling the journal to ${scale.journalEvents.toLocaleString('en-US')} events`);
  const began = performance.now();
  const events = await fill(plane, scale.journalEvents);
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
    notes: ['Digest of the rows before, emptying, refolding the owners\' histories, digest after, one transaction for each read model; the digests were equal each time. Bare only reads the journal\'s rows, in pages of 1,000.'],
  };
};
