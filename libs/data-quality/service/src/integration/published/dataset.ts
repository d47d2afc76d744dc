import { datasetRegisteredV1, datasetVersionRecordedV1, rowsQuarantinedV1 } from '@throughline/data-quality-contracts';
import type { DatasetEvent } from '@throughline/data-quality-domain';
import { publish, type Publishing } from '@throughline/commands';

export const publishDataset: Publishing<DatasetEvent> = {
  DatasetRegistered: (data) => publish(datasetRegisteredV1, data),
  DatasetVersionRecorded: (data) => publish(datasetVersionRecordedV1, { ...data, minusKeys: [...data.minusKeys] }),
  RowsQuarantined: (data) => publish(rowsQuarantinedV1, { ...data, rules: [...data.rules] }),
};
