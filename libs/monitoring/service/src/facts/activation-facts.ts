import type { Transaction } from '@throughline/commands';
import { describeRows, watchedColumns, type ActivationFacts, type MonitorFact, type Reference, type Wanted } from '@throughline/monitoring-domain';
import { findKpi } from '../read-models/kpis/kpis.ts';
import { findModelVersion } from '../read-models/model-versions/model-versions.ts';
import { lockFacts } from './awaiting.ts';
import { datasetVersionFacts } from './dataset-version-facts.ts';

const findReference = async (tx: Transaction, workspace: string, { modelName, subject }: Wanted): Promise<Reference | MonitorFact> => {
  const trained = await findModelVersion(tx, workspace, modelName, subject);
  if (!trained) return 'model-version';
  const version = await datasetVersionFacts(tx, workspace, trained.dataset, trained.datasetVersion);
  if (!version) return 'dataset-version';
  const rows = describeRows(version);
  return rows ? { rows, period: trained.period, watched: watchedColumns(version) } : 'data-contract';
};

export const activationFacts = async (tx: Transaction, workspace: string, wanted: Wanted): Promise<ActivationFacts> => {
  await lockFacts(tx, workspace);
  const kpi = await findKpi(tx, workspace, wanted.kpi);
  const found = await findReference(tx, workspace, wanted);
  const missing: MonitorFact[] = kpi ? [] : ['kpi'];
  if (typeof found === 'string') missing.push(found);
  return { kpiVersion: kpi?.pin.kpiVersion ?? null, reference: typeof found === 'string' ? null : found, missing };
};
