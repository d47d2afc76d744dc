import { accept, reject, type Decider, type Decision } from '@throughline/kernel';
import type { Verdict } from './rule-result.ts';
import { evolveVerification, initialVerification, type Verification, type VerificationCommand, type VerificationEvent } from './verification.ts';

export type VerificationRefusal =
  | 'DATA_QUALITY.NO_SUCH_DATASET' | 'DATA_QUALITY.NO_SUCH_VERSION' | 'DATA_QUALITY.NO_CONTRACT' | 'DATA_QUALITY.NO_SUCH_VERIFICATION' | 'DATA_QUALITY.VERIFICATION_ENDED';

type VerificationDecision = Decision<VerificationEvent, VerificationRefusal>;

const VERDICT_EVENTS = { met: 'DataContractMet', breached: 'DataContractBreached', inconclusive: 'DataContractInconclusive' } as const satisfies Record<Verdict, VerificationEvent['type']>;

const start = ({ data }: Extract<VerificationCommand, { type: 'StartVerification' }>, state: Verification): VerificationDecision => {
  if (state.status !== 'absent') return accept();
  const { dataset, version, known, contract } = data;
  if (!known) return reject('DATA_QUALITY.NO_SUCH_DATASET');
  if (!known.rows) return reject('DATA_QUALITY.NO_SUCH_VERSION', { name: known.name, version });
  if (!contract) return reject('DATA_QUALITY.NO_CONTRACT', { name: known.name });
  return accept({ type: 'VerificationStarted', data: { dataset, datasetName: known.name, rows: known.rows, ...contract } });
};

const decide = (command: VerificationCommand, state: Verification): VerificationDecision => {
  if (command.type === 'StartVerification') return start(command, state);
  if (state.status === 'absent') return reject('DATA_QUALITY.NO_SUCH_VERIFICATION');
  const { task } = state;
  // The first end counts: one that comes later, of a second attempt or after a cancellation, changes nothing.
  const running = state.status === 'running';
  switch (command.type) {
    case 'CompleteVerification': {
      if (!running) return accept();
      const { verification, ...findings } = command.data;
      const severeFailures = findings.results.filter((result) => result.severe && result.verdict === 'failed').map(({ rule }) => rule);
      return accept(
        { type: 'VerificationCompleted', data: { task, ...findings } },
        { type: VERDICT_EVENTS[findings.verdict], data: { task, verification, severeFailures } },
      );
    }
    case 'FailVerification':
      return running ? accept({ type: 'VerificationFailed', data: { task, reason: command.data.reason } }) : accept();
    case 'CancelVerification':
      if (state.status === 'cancelled') return accept();
      return running ? accept({ type: 'VerificationCancelled', data: { task } }) : reject('DATA_QUALITY.VERIFICATION_ENDED', { status: state.status });
  }
};

export const verificationDecider: Decider<VerificationCommand, Verification, VerificationEvent, VerificationRefusal> = {
  initialState: initialVerification, decide, evolve: evolveVerification,
};
