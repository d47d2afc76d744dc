import { readdir } from 'node:fs/promises';
import { commandLine } from '@throughline/embedded-postgres';
import { type Fault, killAndRestart, missed, processesOf, type Scene, within, withOneFree } from './fault.ts';
import { PROGRAMS } from '../workload/material.ts';

const LOOK_MS = 8_000;

/** Programs of the workload that run now, by their marks. One that was killed leaves its mark, and its pid may belong to anybody by now. */
export const programsOf = async (marks: string): Promise<readonly number[]> => {
  const pids = (await readdir(marks)).map(Number);
  const runs = await Promise.all(pids.map(async (pid) => (await commandLine(pid)).some((word) => PROGRAMS.includes(word))));
  return pids.filter((_, n) => runs[n]);
};

/** A program that runs now; it removes its mark when its work is done. */
const runningProgram = (scene: Scene): Promise<number | undefined> => within(LOOK_MS, async () => {
  const pids = await programsOf(scene.marks);
  return pids.length > 0 ? scene.random.pick(pids) : undefined;
}, 50);

/** SIGKILL of the service while a program of one of its runs is at work: the attempt is lost, the run is not. */
export const killTrainingWorker: Fault = {
  kind: 'training worker killed during a run', weight: 2, lane: 'kill', fits: () => true,
  strike: (scene) => withOneFree(scene, processesOf(scene.target, 'training'), ({ name }) => [name], async (worker) => {
    const program = await runningProgram(scene);
    if (program === undefined) return missed('no program ran');
    await killAndRestart(scene, worker);
    return { struck: true, kills: 1, note: `${worker.name}, while program ${program} ran` };
  }),
};

/** SIGKILL of the program itself: the run ends as failed, once. */
export const killTrainingProgram: Fault = {
  kind: 'training program killed', weight: 1, lane: 'kill', fits: () => true,
  async strike(scene) {
    const program = await runningProgram(scene);
    if (program === undefined) return missed('no program ran');
    try {
      process.kill(program, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return missed('it had ended');
      throw error;
    }
    return { struck: true, kills: 1, note: `program ${program}` };
  },
};
