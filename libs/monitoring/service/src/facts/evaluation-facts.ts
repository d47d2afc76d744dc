import type { Transaction } from '@throughline/commands';
import { describeRows, type EvaluationFact, type EvaluationFacts } from '@throughline/monitoring-domain';
import { findKpi } from '../read-models/kpis/kpis.ts';
import { lockFacts } from './awaiting.ts';
import { datasetVersionFacts } from './dataset-version-facts.ts';

export const evaluationFacts = async (tx: Transaction, workspace: string, wanted: { readonly kpi: string; readonly dataset: string; readonly datasetVersion: string }): Promise<EvaluationFacts> => {
  await lockFacts(tx, workspace);
  const kpi = await findKpi(tx, workspace, wanted.kpi);
  const version = await datasetVersionFacts(tx, workspace, wanted.dataset, wanted.datasetVersion);
  const rows = version && describeRows(version);
  const missing: EvaluationFact[] = [];
  if (!kpi) missing.push('kpi');
  if (!version) missing.push('dataset-version');
  else if (!rows) missing.push('data-contract');
  return { kpi: kpi?.pin ?? null, rows, missing };
};
