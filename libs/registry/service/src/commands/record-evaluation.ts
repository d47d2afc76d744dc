import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Evaluation } from '@throughline/registry-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { ModelVersions } from '../aggregates/model-versions.ts';
import { modelVersionStream } from '../aggregates/streams.ts';

export class RecordEvaluation extends ContextCommand<Evaluation> {}

@CommandHandler(RecordEvaluation)
export class RecordEvaluationHandler implements ICommandHandler<RecordEvaluation> {
  constructor(private readonly versions: ModelVersions) {}

  execute({ request, transaction }: RecordEvaluation): Promise<CommandOutcome> {
    const { name, subject } = request.body;
    return this.versions.handle(request, modelVersionStream(request.principal.workspace, name, subject), () => ({ type: 'RecordEvaluation', data: request.body }), transaction);
  }
}
