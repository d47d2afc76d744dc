import type { Transaction } from '@throughline/commands';
import { describeRows, type ComparisonFacts, type ScoredRun } from '@throughline/monitoring-domain';
import { findKpi } from '../read-models/kpis/kpis.ts';
import { findModelVersion } from '../read-models/model-versions/model-versions.ts';
import { findScoreRun } from '../read-models/score-runs/score-runs.ts';
import { datasetVersionFacts } from './dataset-version-facts.ts';

const findScored = async (tx: Transaction, workspace: string, run: string): Promise<ScoredRun | null> => {
  const scored = await findScoreRun(tx, workspace, run);
  if (!scored) return null;
  const trained = scored.model !== null && scored.subject ? await findModelVersion(tx, workspace, scored.model, scored.subject) : null;
  return { ...scored, trainedUntil: trained?.period.to ?? null };
};

export const comparisonFacts = async (
  tx: Transaction, workspace: string, wish: { readonly kpi: string; readonly incumbentRun: string; readonly candidateRun: string },
): Promise<ComparisonFacts> => {
  const kpi = await findKpi(tx, workspace, wish.kpi);
  const incumbent = await findScored(tx, workspace, wish.incumbentRun);
  const candidate = await findScored(tx, workspace, wish.candidateRun);
  const version = incumbent && await datasetVersionFacts(tx, workspace, incumbent.dataset, incumbent.datasetVersion);
  return { kpi: kpi?.pin ?? null, incumbent, candidate, rows: version && describeRows(version) };
};
