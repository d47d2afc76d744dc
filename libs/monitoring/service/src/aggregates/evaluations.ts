import { Aggregate, type AppendedEvent, type CommandExecutor, type Transaction } from '@throughline/commands';
import { evaluationDecider, type Evaluation, type EvaluationCommand, type EvaluationEvent, type EvaluationRefusal } from '@throughline/monitoring-domain';
import { beginWaiting, endWaiting } from '../facts/awaiting.ts';
import { keepEvaluatedRows } from '../facts/evaluated-rows.ts';
import { publishEvaluation } from '../integration/published/evaluation.ts';
import { requestWork } from './request-work.ts';

const appended = async (tx: Transaction, appendedEvent: AppendedEvent): Promise<void> => {
  const { stream, meta } = appendedEvent;
  const event = appendedEvent.event as EvaluationEvent;
  switch (event.type) {
    case 'EvaluationRequested':
      if (event.data.awaiting.length) await beginWaiting(tx, meta.workspace, stream, 'resume-evaluation');
      return;
    case 'EvaluationStarted':
      await endWaiting(tx, meta.workspace, stream);
      return requestWork(tx, 'measure-evaluation', appendedEvent, event.data.startedBy);
    case 'EvaluationMeasured':
      return keepEvaluatedRows(tx, meta.workspace, stream, event.data);
    case 'EvaluationFailed':
      return;
  }
};

export class Evaluations extends Aggregate<EvaluationCommand, Evaluation, EvaluationEvent, EvaluationRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'evaluation', decider: evaluationDecider, publishing: publishEvaluation, appended });
  }
}
