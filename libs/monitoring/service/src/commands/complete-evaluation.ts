import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EvaluationFigures } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';
import { lockFacts } from '../facts/awaiting.ts';
import { findBaseline } from '../facts/evaluated-rows.ts';

export interface CompleteEvaluationBody {
  readonly evaluation: string;
  readonly kpi: string;
  readonly share: number;
  readonly measured: EvaluationFigures;
}

export class CompleteEvaluation extends ContextCommand<CompleteEvaluationBody> {}

@CommandHandler(CompleteEvaluation)
export class CompleteEvaluationHandler implements ICommandHandler<CompleteEvaluation> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: CompleteEvaluation): Promise<CommandOutcome> {
    const { evaluation, kpi, share, measured } = request.body;
    return this.evaluations.handle(request, evaluation, async (work) => {
      // A baseline on the same rows may be measured at this moment: one of the two sees the other.
      await lockFacts(work.tx, work.workspace);
      return { type: 'CompleteEvaluation', data: { measured, baseline: await findBaseline(work.tx, work.workspace, kpi, share, measured.labels) } };
    }, transaction);
  }
}
