import {
  dataContractBreachedV1, dataContractInconclusiveV1, dataContractMetV1, verificationCancelledV1, verificationCompletedV1, verificationFailedV1, verificationStartedV1,
} from '@throughline/data-quality-contracts';
import type { VerificationEvent, VerificationTask } from '@throughline/data-quality-domain';
import { publish, type Publishing } from '@throughline/commands';

const datasetOf = ({ dataset, datasetName, rows }: VerificationTask) => ({ dataset, datasetName, datasetVersion: rows.version });
const contractOf = ({ contract, contractVersion }: VerificationTask) => ({ contract, contractVersion });

type Judged = Extract<VerificationEvent, { type: 'DataContractMet' }>['data'];
const verdictOf = ({ task, verification, severeFailures }: Judged) =>
  ({ ...datasetOf(task), datasetDigest: task.rows.sha256, ...contractOf(task), verification, severeFailures: [...severeFailures] });

export const publishVerification: Publishing<VerificationEvent> = {
  VerificationStarted: (task) => publish(verificationStartedV1, { ...datasetOf(task), ...contractOf(task) }),
  VerificationCompleted: ({ task, verdict, rows, results, profile }) =>
    publish(verificationCompletedV1, { ...datasetOf(task), ...contractOf(task), verdict, rows, results: [...results], profile }),
  DataContractMet: (data) => publish(dataContractMetV1, verdictOf(data)),
  DataContractBreached: (data) => publish(dataContractBreachedV1, verdictOf(data)),
  DataContractInconclusive: (data) => publish(dataContractInconclusiveV1, verdictOf(data)),
  VerificationFailed: ({ task, reason }) => publish(verificationFailedV1, { ...datasetOf(task), reason }),
  VerificationCancelled: ({ task }) => publish(verificationCancelledV1, datasetOf(task)),
};
