import { jensenShannon, populationStability, type Drift, type Population } from '@throughline/monitoring-domain';

/** A column without values has no figure and a reason; the others have theirs all the same. */
export const driftOf = (feature: string, reference: Population, current: Population): Drift => {
  const divergence = jensenShannon(reference, current);
  const psi = populationStability(reference, current);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    feature, kind: reference.cells.kind, cells: reference.counts.length,
    jensenShannon: divergence.kind === 'value' ? divergence.value : null, psi: psi.kind === 'value' ? psi.value : null,
    reason: divergence.kind === 'undefined' ? divergence.reason : psi.kind === 'undefined' ? psi.reason : null,
    referenceValues: sum(reference.counts), currentValues: sum(current.counts), currentNulls: current.nulls,
  };
};
