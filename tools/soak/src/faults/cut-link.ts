import { type Fault, missed, pause, type Scene } from './fault.ts';

/** Mostly short; sometimes longer than a lease. */
const durationOf = ({ random }: Scene): number => (random.next() < 0.75 ? random.between(300, 4_000) : random.between(11_000, 14_000));

const linkFault = (kind: string, end: 'database' | 'broker', way: 'cut' | 'stall'): Fault => ({
  kind, weight: 1, lane: 'slow', fits: ({ processes }) => processes.some(({ links }) => links[end]),
  async strike(scene) {
    const free = scene.target.processes.filter(({ name, links }) => links[end] && scene.locks.isFree([name]));
    if (free.length === 0) return missed('no process was free');
    const process = scene.random.pick(free);
    const link = process.links[end]!;
    return scene.locks.within([process.name], async () => {
      const ms = durationOf(scene);
      const connections = link.ports().size;
      link[way]();
      try {
        await pause(ms);
      } finally {
        link.mend();
      }
      return { struck: connections > 0, kills: 0, note: `${process.name}, ${connections} connections, ${Math.round(ms)} ms` };
    });
  },
});

export const cutDatabase = linkFault('database cut off', 'database', 'cut');
export const stallDatabase = linkFault('database stalled', 'database', 'stall');
export const cutBroker = linkFault('broker cut off', 'broker', 'cut');
export const stallBroker = linkFault('broker stalled', 'broker', 'stall');
