/** One query from the idea to the live KPI: what a dashboard sends. */
export const THREAD_QUERY = `query Thread($id: ID!, $asOf: DateTime) {
  initiative(id: $id, asOf: $asOf) {
    name status owner { displayName }
    kpis { name target baseline { value datasetVersion } evaluations(last: 20) { nodes { purpose result { figures { recallAtShare { value } } beatsBaseline } } } }
    gate { phase risk { since causes { title } } criteria { phase title result threshold fact { value eventId observedAt } } requests { phase state decidedBy { displayName } } }
    datasets { name versions { version status } contract { contractVersion rules { id severe } } }
    models { name production { number at by { displayName } } versions(first: 20) { nodes { number subject runId } } promotions { number state requestedBy { displayName } settledBy { displayName } } }
    monitors { modelName windows { week state measured { recallAtShare { value lower upper } kpiMet } } alerts { reason raisedAt closedAt } retrains { at labelsConfirmedUntil } }
  }
}`;

export interface Thread {
  readonly initiative: {
    readonly name: string; readonly status: string;
    readonly kpis: readonly { readonly name: string; readonly target: number | null; readonly baseline: { readonly value: number } | null }[];
    readonly gate: { readonly phase: string; readonly risk: { readonly causes: readonly { readonly title: string }[] } | null; readonly criteria: readonly { readonly result: string }[] } | null;
    readonly datasets: readonly { readonly name: string; readonly versions: readonly { readonly version: string; readonly status: string }[] }[];
    readonly models: readonly { readonly name: string; readonly production: { readonly number: number } | null; readonly versions: { readonly nodes: readonly unknown[] } }[];
    readonly monitors: readonly {
      readonly windows: readonly { readonly week: string; readonly measured: { readonly recallAtShare: { readonly value: number | null }; readonly kpiMet: boolean | null } | null }[];
      readonly alerts: readonly { readonly closedAt: string | null }[];
    }[];
  } | null;
}
