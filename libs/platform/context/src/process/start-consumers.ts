import type { ConsumerGroup } from '@throughline/projections';
import type { StartStep } from './bring-up.ts';
import { NotYet } from './told.ts';

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
      const late = Object.entries(consumers.statuses()).filter(([, status]) => !status.ready);
      if (late.length === 0) return;
      const state = ([name, status]: (typeof late)[number]): string => `${name} is ${status.state}`;
      throw new NotYet(late.map(state).join('; '), late.map((one) => `${state(one)}${one[1].reason ? `: ${one[1].reason}` : ''}`).join('; '));
    },
  },
];
