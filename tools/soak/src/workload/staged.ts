/** A thing by its two names: what the API calls it and what events call it. */
export interface Named { readonly id: string; readonly stream: string }

/** What all training runs serve and learn from, and who is told of it. */
export interface Unwatched {
  readonly kpi: Named;
  readonly dataset: Named;
  readonly datasetVersion: string;
  /** Linked with the KPI and the dataset before the first run. */
  readonly initiatives: readonly Named[];
}
