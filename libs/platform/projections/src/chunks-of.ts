import type { Incoming } from './arrival.ts';
import type { EventConsumerOptions } from './consumer-options.ts';

/** Records that commit together: all, or, singly, each that a projection reacts to alone and those between them together. */
export const chunksOf = (records: readonly Incoming[], { singly, projections }: Pick<EventConsumerOptions, 'singly' | 'projections'>): Incoming[][] => {
  if (!singly) return [[...records]];
  const chunks: Incoming[][] = [];
  let open: Incoming[] | undefined;
  for (const one of records) {
    const { event, record } = one;
    const concerns = event !== undefined && projections.some((p) => p.stepFor(record.topic, event));
    if (open && !concerns) open.push(one);
    else chunks.push([one]);
    open = concerns ? undefined : chunks.at(-1);
  }
  return chunks;
};
