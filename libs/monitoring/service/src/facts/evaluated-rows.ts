import type { Transaction } from '@throughline/commands';
import type { Baseline, EvaluationEvent } from '@throughline/monitoring-domain';

type Measured = Extract<EvaluationEvent, { type: 'EvaluationMeasured' }>['data'];

/** Which evaluations speak of the same rows with the same labels; written with the evaluation itself. */
export const keepEvaluatedRows = async (tx: Transaction, workspace: string, evaluation: string, { request, share, labels, figures }: Measured): Promise<void> => {
  await tx.query(
    `insert into monitoring.evaluated_rows(workspace, evaluation, kpi, share, labels, purpose, recall, weeks) values ($1,$2,$3,$4,$5,$6,$7,$8) on conflict (workspace, evaluation) do nothing`,
    [workspace, evaluation, request.kpi, share, labels, request.purpose, figures.recallAtShare.value, request.weeks]);
};

/** The newest baseline with a value. */
export const findBaseline = async (tx: Transaction, workspace: string, kpi: string, share: number, labels: string): Promise<Baseline | null> => {
  const { rows } = await tx.query<{ evaluation: string; recall: number; weeks: string[] }>(
    `select evaluation, recall, weeks from monitoring.evaluated_rows
     where workspace = $1 and kpi = $2 and labels = $3 and share = $4 and purpose = 'baseline' and recall is not null order by position desc limit 1`,
    [workspace, kpi, labels, share]);
  const row = rows[0];
  return row ? { evaluation: row.evaluation, recallAtShare: row.recall, weeks: row.weeks } : null;
};

export const evaluationsBeside = async (tx: Transaction, workspace: string, kpi: string, share: number, labels: string): Promise<readonly string[]> => {
  const { rows } = await tx.query<{ evaluation: string }>(
    `select evaluation from monitoring.evaluated_rows where workspace = $1 and kpi = $2 and labels = $3 and share = $4 and purpose <> 'baseline' order by evaluation`,
    [workspace, kpi, labels, share]);
  return rows.map(({ evaluation }) => evaluation);
};
