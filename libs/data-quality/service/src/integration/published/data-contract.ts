import { dataContractPublishedV1 } from '@throughline/data-quality-contracts';
import type { DataContractEvent } from '@throughline/data-quality-domain';
import { publish, type Publishing } from '@throughline/commands';

export const publishDataContract: Publishing<DataContractEvent> = {
  DataContractPublished: (data) => publish(dataContractPublishedV1,
    { ...data, rules: [...data.rules], notChecked: [...data.notChecked], moments: [...data.moments], columns: [...data.columns] }),
};
