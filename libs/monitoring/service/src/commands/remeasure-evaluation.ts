import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RemeasureEvaluationBody } from '@throughline/monitoring-contracts';
import type { EvaluationFacts } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';
import { evaluationFacts } from '../facts/evaluation-facts.ts';

const NOTHING_KNOWN: EvaluationFacts = { kpi: null, rows: null, missing: [] };

export class RemeasureEvaluation extends ContextCommand<RemeasureEvaluationBody> {}

@CommandHandler(RemeasureEvaluation)
export class RemeasureEvaluationHandler implements ICommandHandler<RemeasureEvaluation> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: RemeasureEvaluation): Promise<CommandOutcome> {
    const { evaluation } = request.body;
    const { workspace } = request.principal;
    return this.evaluations.handle(request, evaluation, async (work) => {
      const { state } = await this.evaluations.read(work.tx, evaluation, workspace);
      const facts = state.status === 'absent' ? NOTHING_KNOWN : await evaluationFacts(work.tx, workspace, state.request);
      return { type: 'RemeasureEvaluation', data: { facts } };
    }, transaction);
  }
}
