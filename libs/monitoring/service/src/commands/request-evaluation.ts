import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { digestOf, naturalStream } from '@throughline/kernel';
import type { EvaluationRequest } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';
import { evaluationFacts } from '../facts/evaluation-facts.ts';

export type RequestEvaluationBody = Omit<EvaluationRequest, 'labelCut'>;

export class RequestEvaluation extends ContextCommand<RequestEvaluationBody> {}

@CommandHandler(RequestEvaluation)
export class RequestEvaluationHandler implements ICommandHandler<RequestEvaluation> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: RequestEvaluation): Promise<CommandOutcome> {
    const { workspace } = request.principal;
    const { run, datasetDigest, datasetVersion, weeks } = request.body;
    const labelCut = digestOf({ datasetDigest, datasetVersion, weeks: [...weeks] });
    return this.evaluations.handle(request, naturalStream('evaluation', workspace, run, labelCut), async (work) => ({
      type: 'RequestEvaluation', data: { request: { ...request.body, labelCut }, facts: await evaluationFacts(work.tx, workspace, request.body) },
    }), transaction);
  }
}
