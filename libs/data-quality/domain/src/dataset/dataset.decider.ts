import { accept, reject, rejectForNow, type Decider, type Decision } from '@throughline/kernel';
import { evolveDataset, initialDataset, type Dataset, type DatasetCommand, type DatasetEvent, type DatasetVersion } from './dataset.ts';
import { quarantineRows, type QuarantineRefusal } from './quarantine-rows.ts';
import { rangeProblem } from './range-problem.ts';

export type DatasetRefusal = QuarantineRefusal | 'DATA_QUALITY.DATASET_EXISTS' | 'DATA_QUALITY.VERSION_DIFFERS' | 'DATA_QUALITY.FILE_REFUSED';

type DatasetDecision = Decision<DatasetEvent, DatasetRefusal>;

const register = ({ data, meta }: Extract<DatasetCommand, { type: 'RegisterDataset' }>, state: Dataset): DatasetDecision => {
  const { name, description, owner: named } = data;
  const owner = named ?? meta.actor;
  if (state.status === 'absent') return accept({ type: 'DatasetRegistered', data: { name, description, owner } });
  return state.description === description && state.owner === owner ? accept() : reject('DATA_QUALITY.DATASET_EXISTS', { name, owner: state.owner });
};

/** The same rows: the path may differ, the bytes may not. */
const sameContent = (known: DatasetVersion, { sha256, range }: Pick<DatasetVersion, 'sha256' | 'range'>): boolean =>
  known.base === null && known.sha256 === sha256 && known.range?.column === range?.column && known.range?.from === range?.from && known.range?.to === range?.to;

const record = ({ data: { version, found } }: Extract<DatasetCommand, { type: 'RecordDatasetVersion' }>, state: Dataset): DatasetDecision => {
  if (state.status === 'absent') return reject('DATA_QUALITY.NO_SUCH_DATASET');
  // Not for good: the file may be put there.
  if (found.status === 'refused') return rejectForNow('DATA_QUALITY.FILE_REFUSED', { file: found.file, reason: found.reason });
  const { status: _, ...file } = found;
  const problem = rangeProblem(file.range);
  if (problem) return reject('DATA_QUALITY.FILE_REFUSED', { file: file.file, reason: problem });
  const known = state.versions.get(version);
  if (known) return sameContent(known, file) ? accept() : reject('DATA_QUALITY.VERSION_DIFFERS', { version, name: state.name });
  return accept({ type: 'DatasetVersionRecorded', data: { name: state.name, version, ...file, base: null, minusKeys: [] } });
};

const decide = (command: DatasetCommand, state: Dataset): DatasetDecision => {
  switch (command.type) {
    case 'RegisterDataset':
      return register(command, state);
    case 'RecordDatasetVersion':
      return record(command, state);
    case 'QuarantineRows':
      return quarantineRows(command, state);
  }
};

export const datasetDecider: Decider<DatasetCommand, Dataset, DatasetEvent, DatasetRefusal> = { initialState: initialDataset, decide, evolve: evolveDataset };
