import { cancelVerification, publishDataContract, quarantineRows, recordDatasetVersion, registerDataset, startVerification } from '@throughline/data-quality-contracts';
import { internalCommand, type RegisteredCommand } from '@throughline/commands';
import { CancelVerification, CancelVerificationHandler } from './cancel-verification.ts';
import { CompleteVerification, CompleteVerificationHandler } from './complete-verification.ts';
import { FailVerification, FailVerificationHandler } from './fail-verification.ts';
import { PublishDataContract, PublishDataContractHandler } from './publish-data-contract.ts';
import { QuarantineRows, QuarantineRowsHandler } from './quarantine-rows.ts';
import { RecordDatasetVersion, RecordDatasetVersionHandler } from './record-dataset-version.ts';
import { RegisterDataset, RegisterDatasetHandler } from './register-dataset.ts';
import { StartVerification, StartVerificationHandler } from './start-verification.ts';

export const commands: readonly RegisteredCommand[] = [
  { contract: registerDataset, command: RegisterDataset },
  { contract: recordDatasetVersion, command: RecordDatasetVersion },
  { contract: publishDataContract, command: PublishDataContract },
  { contract: startVerification, command: StartVerification },
  { contract: cancelVerification, command: CancelVerification },
  { contract: quarantineRows, command: QuarantineRows },
  { contract: internalCommand('data-quality', 'complete-verification'), command: CompleteVerification },
  { contract: internalCommand('data-quality', 'fail-verification'), command: FailVerification },
];

export const handlers = [
  CancelVerificationHandler, CompleteVerificationHandler, FailVerificationHandler, PublishDataContractHandler, QuarantineRowsHandler,
  RecordDatasetVersionHandler, RegisterDatasetHandler, StartVerificationHandler,
];
