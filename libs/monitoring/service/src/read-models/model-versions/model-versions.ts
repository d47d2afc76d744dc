import { subjectKey, when, type IntegrationEvent, type Period, type Subject } from '@throughline/kernel';
import { modelVersionRegisteredV1, type ModelVersionRegisteredV1 } from '@throughline/registry-contracts';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';

export const keepModelVersion = async ({ workspace, data }: IntegrationEvent<ModelVersionRegisteredV1>, tx: Transaction): Promise<void> => {
  await tx.query(
    `insert into monitoring.model_version(workspace, subject, model, dataset, dataset_version, trained_from, trained_to) values ($1,$2,$3,$4,$5,$6,$7) on conflict do nothing`,
    [workspace, subjectKey(data.subject), data.name, data.dataset, data.datasetVersion, data.period.from, data.period.to]);
};

/** What each model version was trained on: the reference of its drift, and the cut of its comparisons. */
export const modelVersions: ReadModel = {
  name: 'model-versions', version: 1, tables: ['model_version'],
  on: [when(modelVersionRegisteredV1, keepModelVersion)],
};

export interface KnownModelVersion {
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly period: Period;
}

export const findModelVersion = async (tx: Transaction, workspace: string, model: string, subject: Subject): Promise<KnownModelVersion | null> => {
  const { rows } = await tx.query(
    'select dataset, dataset_version, trained_from, trained_to from monitoring.model_version where workspace = $1 and subject = $2 and model = $3', [workspace, subjectKey(subject), model]);
  const row = rows[0];
  return row ? { dataset: row.dataset, datasetVersion: row.dataset_version, period: { from: row.trained_from, to: row.trained_to } } : null;
};
