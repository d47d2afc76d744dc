import { peopleBehind, when } from '@throughline/kernel';
import { evaluationMeasuredV1 } from '@throughline/monitoring-contracts';
import type { Policy } from '@throughline/projections';
import { modelStream } from '../aggregates/streams.ts';

/** A baseline ranks without a model and is nobody's evaluation here. */
export const whenEvaluationMeasuredThenRecordEvaluation: Policy = {
  name: 'when-evaluation-measured-then-record-evaluation',
  startFrom: 'beginning',
  on: [when(evaluationMeasuredV1, (event) => {
    const { model, subject, kpi, kpiVersion, datasetVersion, weeks, figures, baseline, beatsBaseline } = event.data;
    if (!model || !subject) return [];
    return [{
      name: 'record-evaluation', target: 'model-version',
      body: {
        model: modelStream(event.workspace, model), name: model, subject, evaluation: event.stream, kpi, kpiVersion, datasetVersion,
        weeks: weeks.map(({ week }) => week), figures, beatsBaseline, authors: peopleBehind(event),
        baseline: baseline && { evaluation: baseline.evaluation, recallAtShare: baseline.recallAtShare },
      },
    }];
  })],
};
