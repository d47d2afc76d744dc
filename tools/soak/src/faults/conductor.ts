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
  /** Enough SIGKILLs, once every kind has hit. */
  readonly kills: number;
  /** Aborted, no new fault begins. */
  readonly signal?: AbortSignal | undefined;
}

const KILL_LANES = 4;
/** What was killed must get to work again before it is worth killing: a relay's lease alone lasts 10 s. */
const REST_MS: Readonly<Record<Fault['lane'], readonly [number, number]>> = { kill: [200, 2_000], slow: [1_000, 6_000] };

/** Faults like cards: first one of each kind, then as many of each as it weighs, shuffled. One that has never hit comes again soon. */
class Deck {
  readonly #faults: readonly Fault[];
  readonly #random: Random;
  #cards: Fault[];

  constructor(faults: readonly Fault[], random: Random) {
    this.#faults = faults;
    this.#random = random;
    this.#cards = this.#shuffled(faults);
  }

  deal(): Fault {
    if (this.#cards.length === 0) this.#cards = this.#shuffled(this.#faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault)));
    return this.#cards.pop()!;
  }

  putBack(fault: Fault): void {
    this.#cards.splice(Math.floor(this.#random.next() * this.#cards.length), 0, fault);
  }

  #shuffled(faults: readonly Fault[]): Fault[] {
    return faults.map((fault) => ({ fault, at: this.#random.next() })).sort((a, b) => a.at - b.at).map(({ fault }) => fault);
  }
}

/** Lets the faults of one seed loose until the time is over or enough was hit. Rejects when something did not come back. */
export const conductFaults = async (scene: Scene, until: Until): Promise<{ readonly tally: Tally; readonly kills: number }> => {
  const fitting = FAULTS.filter((fault) => fault.fits(scene.target));
  const counts: Record<string, { struck: number; missed: number }> = Object.fromEntries(fitting.map(({ kind }) => [kind, { struck: 0, missed: 0 }]));
  let kills = 0;
  let failed = false;
  const isEnough = (): boolean => kills >= until.kills && Object.values(counts).every(({ struck }) => struck > 0);
  const lane = async (name: string, deck: Deck): Promise<void> => {
    const random = scene.random.branch(name);
    while (!failed && !until.signal?.aborted && Date.now() < until.deadline && !isEnough()) {
      const fault = deck.deal();
      const blow = await fault.strike({ ...scene, random }).catch((error: unknown) => { failed = true; throw error; });
      counts[fault.kind]![blow.struck ? 'struck' : 'missed']++;
      kills += blow.kills;
      scene.say(`${blow.struck ? 'hit' : 'missed'}: ${fault.kind} (${blow.note}); ${kills} kills`);
      if (blow.struck) await pause(random.between(...REST_MS[fault.lane]));
      else if (counts[fault.kind]!.struck === 0) deck.putBack(fault);
    }
  };
  const decks = (['kill', 'slow'] as const).map((of) => new Deck(fitting.filter((fault) => fault.lane === of), scene.random.branch(of)));
  const [toKill, slow] = decks as [Deck, Deck];
  const lanes = Array.from({ length: scene.target.processes.length > 1 ? KILL_LANES : 1 }, (_, n) => lane(`kill ${n}`, toKill));
  if (fitting.some((fault) => fault.lane === 'slow')) lanes.push(lane('slow', slow));
  await Promise.all(lanes);
  return { tally: counts, kills };
};
