import { type Fault, pause, type Scene, withOneFree } from './fault.ts';

/** Mostly short; sometimes longer than a lease. */
const durationOf = ({ random }: Scene): number => (random.next() < 0.75 ? random.between(300, 4_000) : random.between(11_000, 14_000));

const linkFault = (kind: string, end: 'database' | 'broker', way: 'cut' | 'stall'): Fault => ({
  kind, weight: 1, lane: 'slow', fits: ({ processes }) => processes.some(({ links }) => links[end]),
  strike: (scene) => withOneFree(scene, scene.target.processes.filter(({ links }) => links[end]), ({ name }) => [name], async (process) => {
    const link = process.links[end]!;
    const ms = durationOf(scene);
    const connections = link.ports().size;
    link[way]();
    try {
      await pause(ms);
    } finally {
      link.mend();
    }
    return { struck: connections > 0, kills: 0, note: `${process.name}, ${connections} connections, ${Math.round(ms)} ms` };
  }),
});

export const cutDatabase = linkFault('database cut off', 'database', 'cut');
export const stallDatabase = linkFault('database stalled', 'database', 'stall');
export const cutBroker = linkFault('broker cut off', 'broker', 'cut');
export const stallBroker = linkFault('broker stalled', 'broker', 'stall');
