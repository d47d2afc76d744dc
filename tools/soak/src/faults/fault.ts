import type { Client } from 'pg';
import type { Random } from '../random.ts';
import type { SchemaOwner, SoakProcess, SoakTarget } from '../target/target.ts';
import type { Locks } from './locks.ts';

/** What a fault has to work with. */
export interface Scene {
  readonly target: SoakTarget;
  readonly random: Random;
  readonly locks: Locks;
  /** Folder in which running programs leave their pid. */
  readonly marks: string;
  /** A session of the superuser, straight to the server. */
  readonly connect: () => Promise<Client>;
  /** Starts a process again, as whoever keeps services running would: until it is ready. */
  readonly restart: (process: SoakProcess) => Promise<void>;
  readonly say: (line: string) => void;
}

/** What became of one fault: `struck` where it was seen to hit what its kind names. */
export interface Blow {
  readonly struck: boolean;
  /** SIGKILLs sent. */
  readonly kills: number;
  readonly note: string;
}

/** One kind of mishap. */
export interface Fault {
  readonly kind: string;
  /** How often, beside the others of its lane. */
  readonly weight: number;
  /** Kills are many and short; the others last longer than a lease. */
  readonly lane: 'kill' | 'slow';
  fits(target: SoakTarget): boolean;
  /** Does it and mends what it broke. Rejects only where mending failed. */
  strike(scene: Scene): Promise<Blow>;
}

export const missed = (note: string): Blow => ({ struck: false, kills: 0, note });

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export const processesOf = (target: SoakTarget, owner: SchemaOwner): readonly SoakProcess[] => target.processes.filter(({ owners }) => owners.includes(owner));

/** Polls until there is an answer, or undefined at the deadline. */
export const within = async <T>(ms: number, look: () => Promise<T | undefined>, everyMs = 10): Promise<T | undefined> => {
  for (const deadline = Date.now() + ms; ; await pause(everyMs)) {
    const found = await look();
    if (found !== undefined || Date.now() > deadline) return found;
  }
};

const FREE_WITHIN_MS = 20_000;

/** Takes one of several things that nobody else is at, and what it needs with it; waits for one where all are taken. */
export const withOneFree = async <T>({ locks, random }: Scene, candidates: readonly T[], needs: (candidate: T) => readonly string[], work: (candidate: T) => Promise<Blow>): Promise<Blow> => {
  const found = await within(FREE_WITHIN_MS, () => {
    const free = candidates.filter((candidate) => locks.isFree(needs(candidate)));
    // Taken in the same turn in which it was seen to be free.
    return Promise.resolve(free.length > 0 ? { blow: withPicked(random.pick(free)) } : undefined);
  }, 50);
  return found ? found.blow : missed('nothing was free for it');

  function withPicked(candidate: T): Promise<Blow> {
    return locks.within(needs(candidate), () => work(candidate));
  }
};

/** Whose connection a back end of the server serves. */
export const speakerOf = (target: SoakTarget, clientPort: number): SoakProcess | undefined =>
  (target.processes.length === 1 ? target.processes[0] : target.processes.find(({ links }) => links.database?.ports().has(clientPort)));

/** Kills a process and starts it again after a while. */
export const killAndRestart = async ({ random, restart }: Scene, process: SoakProcess): Promise<void> => {
  await process.end('SIGKILL');
  await pause(random.between(0, 800));
  await restart(process);
};
