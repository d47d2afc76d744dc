import { Aggregate, type AppendedEvent, type CommandExecutor, type Transaction } from '@throughline/commands';
import { comparisonDecider, type Comparison, type ComparisonCommand, type ComparisonEvent, type ComparisonRefusal } from '@throughline/monitoring-domain';
import { publishComparison } from '../integration/published/comparison.ts';
import { requestWork } from './request-work.ts';

const appended = async (tx: Transaction, event: AppendedEvent): Promise<void> => {
  if (event.event.type === 'ComparisonRequested') await requestWork(tx, 'compare-model-versions', event);
};

export class Comparisons extends Aggregate<ComparisonCommand, Comparison, ComparisonEvent, ComparisonRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'comparison', decider: comparisonDecider, publishing: publishComparison, appended });
  }
}
