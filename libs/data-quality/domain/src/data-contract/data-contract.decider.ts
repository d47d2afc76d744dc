import { accept, reject, type Decider, type Decision } from '@throughline/kernel';
import type { Problem } from '../shape/shape.ts';
import { evolveDataContract, initialDataContract, type DataContract, type DataContractCommand, type DataContractEvent } from './data-contract.ts';

export type DataContractRefusal = 'DATA_QUALITY.NO_SUCH_DATASET' | 'DATA_QUALITY.CONTRACT_INVALID' | 'DATA_QUALITY.CONTRACT_OF_ANOTHER_DATASET';

/** As many as a person reads; the count is told beside them. */
const SHOWN = 100;

const invalid = (problems: readonly Problem[]) => {
  const inWords = problems.map(({ path, message }) => ({ path: path || 'document', message }));
  return reject('DATA_QUALITY.CONTRACT_INVALID', {
    count: inWords.length, path: inWords[0]?.path ?? 'document', problem: inWords[0]?.message ?? 'it cannot be read',
    missing: inWords.slice(0, SHOWN).map(({ path, message }) => ({ key: path, what: `${path} ${message}`, remedy: `Correct ${path} and publish the document again.` })),
  });
};

const decide = ({ data: { dataset, datasetName, reading } }: DataContractCommand, state: DataContract): Decision<DataContractEvent, DataContractRefusal> => {
  if (datasetName === null) return reject('DATA_QUALITY.NO_SUCH_DATASET');
  if (reading.status === 'refused') return invalid(reading.problems);
  const { odcsId, document, promise } = reading;
  if (state.status === 'published' && state.dataset !== dataset) return reject('DATA_QUALITY.CONTRACT_OF_ANOTHER_DATASET', { odcsId, datasetName: state.datasetName });
  if (state.status === 'published' && state.document === document.digest) return accept();
  const contractVersion = state.status === 'published' ? state.contractVersion + 1 : 1;
  return accept({ type: 'DataContractPublished', data: { dataset, datasetName, odcsId, contractVersion, document, ...promise } });
};

export const dataContractDecider: Decider<DataContractCommand, DataContract, DataContractEvent, DataContractRefusal> = {
  initialState: initialDataContract, decide, evolve: evolveDataContract,
};
