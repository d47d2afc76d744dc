import { type Fault, killAndRestart, missed, withOneFree } from './fault.ts';

/** SIGKILL of any process, whatever it is doing. */
export const killProcess: Fault = {
  kind: 'service killed', weight: 8, lane: 'kill', fits: () => true,
  strike: (scene) => withOneFree(scene, scene.target.processes, ({ name }) => [name], async (process) => {
    if (process.pid() === undefined) return missed('it had ended by itself');
    await killAndRestart(scene, process);
    return { struck: true, kills: 1, note: process.name };
  }),
};

/** SIGKILL of several processes in one moment, as when a machine fails that carried them. */
export const killSeveral: Fault = {
  kind: 'several services killed at once', weight: 4, lane: 'kill', fits: ({ processes }) => processes.length > 1,
  async strike(scene) {
    const free = scene.target.processes.filter(({ name }) => scene.locks.isFree([name])).filter((process) => process.pid() !== undefined).filter(() => scene.random.next() < 0.6);
    if (free.length < 2) return missed('fewer than two were free');
    await scene.locks.within(free.map(({ name }) => name), () => Promise.all(free.map((process) => killAndRestart(scene, process))));
    return { struck: true, kills: free.length, note: free.map(({ name }) => name).join(', ') };
  },
};
