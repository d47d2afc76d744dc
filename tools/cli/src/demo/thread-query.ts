/** One query from the idea to the live KPI, in at most 12 statements: what a dashboard sends. */
export const THREAD_QUERY = `query Thread($id: ID!, $asOf: DateTime) {
  initiative(id: $id, asOf: $asOf) {
    name status owner { displayName }
    kpis { name target baseline { value datasetVersion } newest { week value lower upper reason met }
      runs(last: 50, kind: TRAIN) { nodes { id state datasetName datasetVersion startedBy { displayName } endedAt } } }
    gate { phase risk { since causes { title } } criteria { phase title result threshold fact { value eventId observedAt } } requests { phase state decidedBy { displayName } } }
    datasets { name versions { version status } contract { contractVersion rules { id severe } } }
    models { name production { number at by { displayName } } promotions { number state requestedBy { displayName } settledBy { displayName } }
      versions(last: 50) { nodes { number subject run { id state } datasetVersion evaluations { beatsBaseline figures { recallAtShare { value } } } } } }
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
