import type { ConsumerGroup } from '@throughline/projections';
import { NotYet, type StartStep } from './bring-up.ts';

/** The last steps of every start: consumers subscribe, then read models that are new are built. */
export const startConsumers = (consumers: ConsumerGroup, start: () => Promise<void>): readonly StartStep[] => [
  {
    name: 'the consumers',
    run: async () => {
      try {
        await start();
      } catch (error) {
        await consumers.stop();
        throw error;
      }
    },
  },
  {
    name: 'the read models',
    run: async () => {
      const late = Object.entries(consumers.statuses()).filter(([, status]) => !status.ready).map(([name, { state, reason }]) => `${name} is ${state}${reason ? `: ${reason}` : ''}`);
      if (late.length) throw new NotYet(late.join('; '));
    },
  },
];
