import type { Random } from '../random.ts';
import { cutBroker, cutDatabase, stallBroker, stallDatabase } from './cut-link.ts';
import { type Fault, pause, type Scene } from './fault.ts';
import { killConsumer, killPolicy, killRelay } from './kill-between.ts';
import { killProcess, killSeveral } from './kill-process.ts';
import { killBroker, killPostmaster } from './kill-server.ts';
import { killTrainingProgram, killTrainingWorker } from './kill-training.ts';
import { stopAConsumer, stopRelayLeader, stopTheOnlyOne } from './stop-process.ts';

export const FAULTS: readonly Fault[] = [
  killProcess, killSeveral, killRelay, killConsumer, killPolicy, killTrainingWorker, killTrainingProgram, killPostmaster, killBroker,
  stopRelayLeader, stopAConsumer, stopTheOnlyOne, cutDatabase, stallDatabase, cutBroker, stallBroker,
];

/** How often each kind was tried, and how often it was seen to hit. */
export type Tally = Readonly<Record<string, { readonly struck: number; readonly missed: number }>>;

/** Until when faults go on. */
export interface Until {
  readonly deadline: number;
  /** Enough SIGKILLs. */
  readonly kills: number;
}

const KILL_LANES = 3;
/** What was killed must get to work again before it is worth killing: a relay's lease alone lasts 10 s. */
const REST_MS = [200, 2_000] as const;

/**
 * Deals kinds out like cards, as many of each as it weighs, and shuffles again when all are dealt: so a short run meets every kind.
 */
const dealer = (faults: readonly Fault[], random: Random): (() => Fault) => {
  let deck: Fault[] = [];
  return () => {
    if (deck.length === 0) {
      deck = faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault)).map((fault) => ({ fault, at: random.next() })).sort((a, b) => a.at - b.at).map(({ fault }) => fault);
    }
    return deck.pop()!;
  };
};

/** Lets the faults of one seed loose until the time is over or enough was killed. Rejects when something did not come back. */
export const conductFaults = async (scene: Scene, until: Until): Promise<{ readonly tally: Tally; readonly kills: number }> => {
  const fitting = FAULTS.filter((fault) => fault.fits(scene.target));
  const counts: Record<string, { struck: number; missed: number }> = Object.fromEntries(fitting.map(({ kind }) => [kind, { struck: 0, missed: 0 }]));
  let kills = 0;
  let failed = false;
  const lane = async (name: string, deal: () => Fault): Promise<void> => {
    const random = scene.random.branch(name);
    while (!failed && Date.now() < until.deadline && kills < until.kills) {
      const fault = deal();
      const blow = await fault.strike({ ...scene, random }).catch((error: unknown) => { failed = true; throw error; });
      counts[fault.kind]![blow.struck ? 'struck' : 'missed']++;
      kills += blow.kills;
      scene.say(`${blow.struck ? 'hit' : 'missed'}: ${fault.kind} (${blow.note}); ${kills} kills`);
      if (blow.struck) await pause(random.between(...REST_MS));
    }
  };
  const dealKill = dealer(fitting.filter((fault) => fault.lane === 'kill'), scene.random.branch('kills'));
  const slow = fitting.filter((fault) => fault.lane === 'slow');
  const lanes = Array.from({ length: scene.target.processes.length > 1 ? KILL_LANES : 1 }, (_, n) => lane(`kill ${n}`, dealKill));
  if (slow.length > 0) lanes.push(lane('slow', dealer(slow, scene.random.branch('slow'))));
  await Promise.all(lanes);
  return { tally: counts, kills };
};
