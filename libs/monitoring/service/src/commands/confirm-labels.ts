import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ConfirmLabelsBody } from '@throughline/monitoring-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';
import { datasetVersionFacts } from '../facts/dataset-version-facts.ts';

export class ConfirmLabels extends ContextCommand<ConfirmLabelsBody> {}

@CommandHandler(ConfirmLabels)
export class ConfirmLabelsHandler implements ICommandHandler<ConfirmLabels> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: ConfirmLabels): Promise<CommandOutcome> {
    const { monitor, week, datasetVersion, businessDate } = request.body;
    return this.monitors.handle(request, monitor, async (work) => {
      const { state } = await this.monitors.read(work.tx, monitor, work.workspace);
      const window = state.status === 'active' ? state.windows.get(week) : undefined;
      const version = window ? await datasetVersionFacts(work.tx, work.workspace, window.dataset, datasetVersion) : null;
      return { type: 'ConfirmLabels', data: { monitor, week, datasetVersion, businessDate, version } };
    }, transaction);
  }
}
