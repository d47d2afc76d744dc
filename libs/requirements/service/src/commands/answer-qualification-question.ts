import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AnswerQualificationQuestionBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

const answerOf = ({ initiative: _, ...answer }: AnswerQualificationQuestionBody) =>
  ({ ...answer, links: answer.links ?? [], followUp: answer.followUp ?? null });

export class AnswerQualificationQuestion extends ContextCommand<AnswerQualificationQuestionBody> {}

@CommandHandler(AnswerQualificationQuestion)
export class AnswerQualificationQuestionHandler implements ICommandHandler<AnswerQualificationQuestion> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: AnswerQualificationQuestion): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'AnswerQualificationQuestion', data: answerOf(request.body) }), transaction);
  }
}
