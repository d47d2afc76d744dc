import { evaluationFailedV1, evaluationMeasuredV1, evaluationRequestedV1 } from '@throughline/monitoring-contracts';
import type { EvaluationEvent } from '@throughline/monitoring-domain';
import { publish, type Publishing } from '@throughline/commands';
import { plain } from './plain.ts';

export const publishEvaluation: Publishing<EvaluationEvent> = {
  EvaluationRequested: (data) => {
    const { datasetDigest: _, labelCut: __, ...request } = plain(data);
    return publish(evaluationRequestedV1, request);
  },
  EvaluationStarted: () => null,
  EvaluationMeasured: (data) => {
    const { request, ...measured } = plain(data);
    const { scorer } = request;
    return publish(evaluationMeasuredV1, { ...request, ...measured, weeks: measured.weeks, subject: scorer.kind === 'model' ? scorer.subject : null });
  },
  EvaluationFailed: (data) => publish(evaluationFailedV1, data),
};
