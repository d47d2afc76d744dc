import { type Fault, killAndRestart, missed } from './fault.ts';

/** SIGKILL of any process, whatever it is doing. */
export const killProcess: Fault = {
  kind: 'service killed', weight: 6, lane: 'kill', fits: () => true,
  async strike(scene) {
    const free = scene.target.processes.filter(({ name }) => scene.locks.isFree([name]));
    if (free.length === 0) return missed('no process was free');
    const process = scene.random.pick(free);
    await scene.locks.within([process.name], () => killAndRestart(scene, process));
    return { struck: true, kills: 1, note: process.name };
  },
};
