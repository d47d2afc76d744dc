import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { dataContractDecider, type DataContract, type DataContractCommand, type DataContractEvent, type DataContractRefusal } from '@throughline/data-quality-domain';
import { publishDataContract } from '../integration/published/data-contract.ts';
import { keepNewestContract } from '../contract/newest-contract.ts';

export class DataContracts extends Aggregate<DataContractCommand, DataContract, DataContractEvent, DataContractRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, {
      type: 'data-contract', decider: dataContractDecider, publishing: publishDataContract,
      appended: (tx, { event, stream, meta }) => keepNewestContract(tx, meta.workspace, (event as DataContractEvent).data.dataset, stream),
    });
  }
}
