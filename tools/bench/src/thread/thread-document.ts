const FIGURE = '{ value reason lower upper }';

/** The whole thread of one initiative: idea, KPI, gate, data, runs, model, production, week by week. */
export const THREAD_DOCUMENT = `query Thread($initiative: ID!, $kpi: ID!) {
  initiative(id: $initiative) {
    name status problem owner { displayName } sponsor { displayName } answers { question answer rationale by { actor } } decision { reason by { actor } at }
    kpis { id name kpiVersion target baseline { value datasetVersion weeks at } evaluations(first: 10) { nodes { state datasetVersion result { figures { recallAtShare ${FIGURE} } beatsBaseline } } }
      series { week revision value lower upper target met } }
    gate { phase enteredAt risk { since causes { criterion } } criteria { phase criterion title result threshold remedy fact { key value eventId observedAt } }
      requests { phase state requestedAt decidedAt decidedBy { displayName } } }
    datasets { name owner { actor } versions { version status recordedAt verification { verdict rows results { rule severe evaluated failed verdict } } } contract { contractVersion rules { id kind severe } } }
    models { name production { number at by { actor } reason } promotions { number environment state requestedAt settledAt }
      versions(first: 10) { nodes { number runId datasetVersion evaluations { weeks beatsBaseline figures { recallAtShare { value } } } reruns { reproduced } } } }
    monitors { environment kpiVersion windows { week state target datasetVersion measured { revision rows positives recallAtShare ${FIGURE} auc ${FIGURE} baselineRecallAtShare ${FIGURE} kpiMet } }
      alerts { weeks reason raisedAt closedAt } retrains { weeks at } }
  }
  trainingRuns(kpiId: $kpi, first: 10) { nodes { kind state modelName subject datasetVersion manifestDigest seconds endedAt } }
}`;
