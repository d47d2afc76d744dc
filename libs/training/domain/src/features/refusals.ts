import type { Feature, FeatureSet } from './feature.ts';

/** The moment at which a column becomes known, by column name; the contract says it. */
export type ColumnAvailability = Readonly<Record<string, string | undefined>>;

export interface FeatureRefusal {
  readonly feature: string;
  readonly column: string;
  readonly reason: 'not-in-contract' | 'availability-not-declared' | 'known-too-late';
  /** Only with `known-too-late`. */
  readonly availableAt?: string;
}

type Reason = Omit<FeatureRefusal, 'feature' | 'column'>;

const isInContract = (column: string, availability: ColumnAvailability): boolean => Object.hasOwn(availability, column);

const lateness = (column: string, availability: ColumnAvailability, moments: readonly string[], predictionMoment: string): Reason | undefined => {
  if (!isInContract(column, availability)) return { reason: 'not-in-contract' };
  const availableAt = availability[column];
  // A moment that the contract does not order cannot be shown to come in time.
  if (availableAt === undefined || !moments.includes(availableAt)) return { reason: 'availability-not-declared' };
  return moments.indexOf(availableAt) > moments.indexOf(predictionMoment) ? { reason: 'known-too-late', availableAt } : undefined;
};

/** Columns of the predicted row itself; outcomes of whole earlier days are known at 00:00, whatever column they come from. */
const columnsOfTheDay = (feature: Feature): readonly string[] => {
  if (feature.kind === 'row') return feature.columns;
  return feature.lag === 0 ? [...feature.by, ...feature.rate.columns] : feature.by;
};

const columnsOfEarlierDays = (feature: Feature): readonly string[] =>
  feature.kind === 'history' && feature.lag > 0 ? feature.rate.columns : [];

/**
 * Which feature reads which column that is known only after the prediction moment.
 * `moments` are in the order in which they happen.
 */
export const refusals = (
  { features, label }: FeatureSet,
  availability: ColumnAvailability,
  moments: readonly string[],
  predictionMoment: string,
): readonly FeatureRefusal[] => {
  if (!moments.includes(predictionMoment)) throw new Error(`the contract does not order the moment ${predictionMoment}`);
  const refusedOfTheDay = features.flatMap((feature) =>
    columnsOfTheDay(feature).flatMap((column) => {
      const reason = lateness(column, availability, moments, predictionMoment);
      return reason ? [{ feature: feature.name, column, ...reason }] : [];
    }));
  const unknown = [...features.map((feature) => ({ name: feature.name, columns: columnsOfEarlierDays(feature) })), label]
    .flatMap(({ name, columns }) => columns
      .filter((column) => !isInContract(column, availability))
      .map((column) => ({ feature: name, column, reason: 'not-in-contract' as const })));
  return [...refusedOfTheDay, ...unknown];
};
