import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';
import { evaluationFacts } from '../facts/evaluation-facts.ts';

export class ResumeEvaluation extends ContextCommand<{ readonly stream: string }> {}

@CommandHandler(ResumeEvaluation)
export class ResumeEvaluationHandler implements ICommandHandler<ResumeEvaluation> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: ResumeEvaluation): Promise<CommandOutcome> {
    const { stream } = request.body;
    const { workspace } = request.principal;
    return this.evaluations.handle(request, stream, async (work) => {
      const { state } = await this.evaluations.read(work.tx, stream, workspace);
      if (state.status === 'absent') throw new Error(`${stream} waits although it does not exist`);
      return { type: 'ResumeEvaluation', data: { facts: await evaluationFacts(work.tx, workspace, state.request) } };
    }, transaction);
  }
}
