import { Type, type Static } from 'typebox';
import { defineCommand, type CommandContract, type RefusalSentences } from '@throughline/kernel';
import { aDataset, aDigest, aVerification, datasetName, datasetVersion, digest, namedActor, range, reason, ruleId, streamId } from './shared.ts';

const registerDatasetBody = Type.Object({
  name: datasetName, description: reason, owner: Type.Optional(namedActor),
}, { additionalProperties: false });
export type RegisterDatasetBody = Static<typeof registerDatasetBody>;
export const registerDataset = defineCommand<RegisterDatasetBody>({
  context: 'data-quality', name: 'register-dataset', summary: 'Gives a dataset its name.', roles: ['data-steward'], concurrency: 'creates',
  schema: registerDatasetBody,
  example: { name: 'flights', description: 'Domestic flights with their delay at arrival.' },
});

const recordDatasetVersionBody = Type.Object({
  dataset: streamId, version: datasetVersion, file: Type.String({ minLength: 1, maxLength: 500 }), sha256: digest,
  mediaType: Type.Enum(['application/vnd.apache.parquet', 'text/csv']), range: Type.Optional(range),
}, { additionalProperties: false });
export type RecordDatasetVersionBody = Static<typeof recordDatasetVersionBody>;
export const recordDatasetVersion = defineCommand<RecordDatasetVersionBody>({
  context: 'data-quality', name: 'record-dataset-version', summary: 'Records a version: a file by digest and a range of it.', roles: ['data-steward'], concurrency: 'commutes',
  schema: recordDatasetVersionBody,
  example: { dataset: aDataset, version: '3', file: 'flights-3m.parquet', sha256: aDigest, mediaType: 'application/vnd.apache.parquet', range: { column: 'date', from: '2001-01-01', to: '2001-04-01' } },
});

const publishDataContractBody = Type.Object({
  dataset: streamId, document: Type.String({ minLength: 1, maxLength: 200_000 }),
}, { additionalProperties: false });
export type PublishDataContractBody = Static<typeof publishDataContractBody>;
export const publishDataContract = defineCommand<PublishDataContractBody>({
  context: 'data-quality', name: 'publish-data-contract', summary: 'Publishes what is promised of a dataset, as an ODCS 3.1 document.', roles: ['data-steward'], concurrency: 'commutes',
  schema: publishDataContractBody,
  example: { dataset: aDataset, document: 'apiVersion: v3.1.0' },
});

const startVerificationBody = Type.Object({
  dataset: streamId, version: datasetVersion,
}, { additionalProperties: false });
export type StartVerificationBody = Static<typeof startVerificationBody>;
export const startVerification = defineCommand<StartVerificationBody>({
  context: 'data-quality', name: 'start-verification', summary: 'Profiles a dataset version and holds it to its contract.', roles: ['data-steward', 'ml-engineer'], concurrency: 'creates',
  schema: startVerificationBody,
  example: { dataset: aDataset, version: '3' },
});

const cancelVerificationBody = Type.Object({
  verification: streamId,
}, { additionalProperties: false });
export type CancelVerificationBody = Static<typeof cancelVerificationBody>;
export const cancelVerification = defineCommand<CancelVerificationBody>({
  context: 'data-quality', name: 'cancel-verification', summary: 'Calls a running verification off.', roles: ['data-steward'], concurrency: 'commutes',
  schema: cancelVerificationBody,
  example: { verification: aVerification },
});

const quarantineRowsBody = Type.Object({
  dataset: streamId, version: datasetVersion, verification: streamId, rules: Type.Array(ruleId, { minItems: 1, maxItems: 100 }), reason,
}, { additionalProperties: false });
export type QuarantineRowsBody = Static<typeof quarantineRowsBody>;
export const quarantineRows = defineCommand<QuarantineRowsBody>({
  context: 'data-quality', name: 'quarantine-rows', summary: 'Leaves out the rows that broke the named rules and records the derived version.', roles: ['data-steward'], concurrency: 'commutes',
  schema: quarantineRowsBody,
  example: { dataset: aDataset, version: '3', verification: aVerification, rules: ['row-unique'], reason: 'The source sent these flights twice.' },
});

/** Every public command of this context. */
export const dataQualityCommands = [
  registerDataset,
  recordDatasetVersion,
  publishDataContract,
  startVerification,
  cancelVerification,
  quarantineRows,
] satisfies readonly CommandContract[];

/** The sentence that each refusal of this context becomes. */
export const dataQualityRefusals: RefusalSentences = {
  'DATA_QUALITY.NO_SUCH_DATASET': 'There is no such dataset in this workspace.',
  'DATA_QUALITY.DATASET_EXISTS': 'Dataset {name} exists already, owned by {owner}: use it, or choose another name.',
  'DATA_QUALITY.NO_SUCH_VERSION': 'Dataset {name} has no version {version}.',
  'DATA_QUALITY.VERSION_DIFFERS': 'Version {version} of {name} is recorded already, with other content: choose another name for it.',
  'DATA_QUALITY.FILE_REFUSED': 'File {file} cannot be taken: {reason}.',
  'DATA_QUALITY.CONTRACT_INVALID': 'The contract cannot be read: {count} problems, the first at {path}: {problem}.',
  'DATA_QUALITY.CONTRACT_OF_ANOTHER_DATASET': 'The contract id {odcsId} belongs to dataset {datasetName}: give the document another id.',
  'DATA_QUALITY.NO_CONTRACT': 'Dataset {name} has no contract yet: publish one first.',
  'DATA_QUALITY.NO_SUCH_VERIFICATION': 'There is no such verification in this workspace.',
  'DATA_QUALITY.VERIFICATION_OF_ANOTHER_VERSION': 'Verification {verification} looked at version {verified}, not {version}.',
  'DATA_QUALITY.VERIFICATION_NOT_COMPLETED': 'Verification {verification} has no result: {status}.',
  'DATA_QUALITY.VERIFICATION_ENDED': 'The verification cannot be called off: it is {status}.',
  'DATA_QUALITY.NO_SUCH_RULE': 'The verification knows no rule {rule}; it has {known}.',
  'DATA_QUALITY.RULE_WITHOUT_ROWS': 'Rule {rule} counts {unit}: no rows can be left out for it.',
  'DATA_QUALITY.VERSION_NAME_TOO_LONG': 'A version without these rows would be named {version}, longer than 40 characters: record the base under a shorter name.',
  'DATA_QUALITY.NOTHING_TO_QUARANTINE': 'None of the rules {rules} has failing rows in this verification.',
};
