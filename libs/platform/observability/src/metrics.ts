import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A registry of its own, so that two planes in one process (tests) do not meet. @param processMetrics CPU, memory, event loop, garbage collection */
export const createMetrics = ({ processMetrics }: { readonly processMetrics: boolean }): Registry => {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry, prefix: 'throughline_' });
  return registry;
};
