import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Material } from './material.ts';
import { datasetRound, initiativeRound, type Round, trainingRound, windowRound } from './rounds.ts';
import { type Correspondence, Ended, Sender } from './sender.ts';
import type { Stage } from './stage.ts';

const CLIENTS: readonly { readonly name: string; readonly round: (round: Round) => Promise<void>; readonly restMs: number }[] = [
  { name: 'i1', round: initiativeRound, restMs: 100 },
  { name: 'i2', round: initiativeRound, restMs: 100 },
  { name: 'i3', round: initiativeRound, restMs: 100 },
  { name: 'd1', round: datasetRound, restMs: 1_000 },
  { name: 't1', round: trainingRound, restMs: 200 },
  { name: 't2', round: trainingRound, restMs: 1_500 },
  { name: 'w1', round: windowRound, restMs: 1_500 },
];

/** Clients that keep sending until `ending`, and bring to its end what they began. */
export const runWorkload = async (shared: Correspondence, stage: Stage, material: Material, random: Random): Promise<void> => {
  await Promise.all(CLIENTS.map(async ({ name, round, restMs }) => {
    const own = random.branch(name);
    const sender = new Sender(shared);
    for (let n = 1; !shared.ending.aborted; n++) {
      await round({ sender, stage, material, random: own, name: `${name}-${n}`, number: n }).catch((error: unknown) => { if (!(error instanceof Ended)) throw error; });
      await pause(own.between(restMs / 2, restMs * 1.5), undefined, { signal: shared.ending }).catch(() => undefined);
    }
  }));
};
