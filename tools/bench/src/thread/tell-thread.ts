import { randomUUID } from 'node:crypto';
import {
  dataContractPublishedV1, datasetRegisteredV1, datasetVersionRecordedV1, verificationCompletedV1, verificationStartedV1,
} from '@throughline/data-quality-contracts';
import {
  evaluationMeasuredV1, evaluationRequestedV1, kpiMeasuredV1, labelsConfirmedV1, monitorActivatedV1, windowMeasuredV1, windowOpenedV1,
} from '@throughline/monitoring-contracts';
import { modelNamedV1, modelVersionEvaluatedV1, modelVersionNumberedV1, modelVersionPromotedV1, modelVersionRegisteredV1, promotionRequestedV1 } from '@throughline/registry-contracts';
import {
  criterionSatisfiedV1, factRecordedV1, gatePassedV1, gateRequestedV1, initiativeApprovedV1, initiativeDatasetLinkedV1, initiativeKpiLinkedV1, initiativeModelLinkedV1,
  initiativeMonitorLinkedV1, initiativeProposedV1, kpiBaselineRecordedV1, kpiDefinedV1, kpiTargetSetV1, phaseEnteredV1, qualificationQuestionAnsweredV1,
} from '@throughline/requirements-contracts';
import { trainingRunStartedV1, trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { ClientBase } from 'pg';
import { tell, told, type Told } from '../stage/tell.ts';

const WEEKS = Array.from({ length: 12 }, (_, i) => `2001-W${String(14 + i).padStart(2, '0')}`);
const QUESTIONS = ['business-problem', 'kpis', 'data', 'know-how', 'legal', 'benefit'] as const;

const streamOf = (type: string): string => `${type}-${randomUUID()}`;

/** One whole story from the idea to twelve measured weeks, in all five contexts, linked as the contexts would link it. @returns how many events */
export const tellThread = async (client: ClientBase): Promise<number> => {
  const [initiative, kpi, gate, dataset] = [streamOf('initiative'), streamOf('kpi'), streamOf('phase-gate'), streamOf('dataset')];
  const [contract, verification, run, model] = [streamOf('data-contract'), streamOf('verification'), streamOf('training-run'), streamOf('model')];
  const [version, evaluation, monitor] = [streamOf('model-version'), streamOf('evaluation'), streamOf('monitor')];
  const streams: readonly (readonly [stream: string, events: readonly Told[]])[] = [
    [initiative, [
      told(initiativeProposedV1), ...QUESTIONS.map((question) => told(qualificationQuestionAnsweredV1, { question })), told(initiativeApprovedV1), told(initiativeKpiLinkedV1, { kpi }),
      told(initiativeDatasetLinkedV1, { dataset }), told(initiativeModelLinkedV1, { model, kpi }), told(initiativeMonitorLinkedV1, { monitor, kpi }),
    ]],
    [kpi, [told(kpiDefinedV1), told(kpiBaselineRecordedV1, { evaluation }), told(kpiTargetSetV1)]],
    [gate, [
      told(factRecordedV1, { initiative }), told(criterionSatisfiedV1, { initiative }), told(gateRequestedV1, { initiative }), told(gatePassedV1, { initiative }), told(phaseEnteredV1, { initiative }),
    ]],
    [dataset, [told(datasetRegisteredV1), ...['3-q1', '4-q1'].map((name) => told(datasetVersionRecordedV1, { version: name }))]],
    [contract, [told(dataContractPublishedV1, { dataset })]],
    [verification, [told(verificationStartedV1, { dataset, contract }), told(verificationCompletedV1, { dataset, contract })]],
    [run, [told(trainingRunStartedV1, { kpi, dataset }), told(trainingRunSucceededV1, { kpi, dataset })]],
    [model, [told(modelNamedV1), told(modelVersionNumberedV1, { model }), told(promotionRequestedV1, { model, kpi }), told(modelVersionPromotedV1, { model, kpi })]],
    [version, [told(modelVersionRegisteredV1, { model, kpi, run, dataset }), told(modelVersionEvaluatedV1, { model, kpi, evaluation })]],
    [evaluation, [told(evaluationRequestedV1, { run, kpi, dataset }), told(evaluationMeasuredV1, { run, kpi, dataset })]],
    [monitor, [told(monitorActivatedV1, { monitor, model, kpi }), ...WEEKS.flatMap((week) => [
      told(windowOpenedV1, { monitor, kpi, week, dataset }), told(labelsConfirmedV1, { monitor, week }), told(windowMeasuredV1, { monitor, kpi, week }), told(kpiMeasuredV1, { monitor, kpi, week }),
    ])]],
  ];
  let count = 0;
  for (const [stream, events] of streams) count += await tell(client, stream, events);
  return count;
};
