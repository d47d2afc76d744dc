import type { Command, Digest, Event, Recorded } from '@throughline/kernel';
import type { DatasetVersion } from '../dataset/dataset.ts';
import type { Verdict } from './rule-result.ts';

/** What is verified, and against what: fixed when it starts. */
export interface VerificationTask {
  readonly dataset: string;
  readonly datasetName: string;
  readonly rows: DatasetVersion;
  readonly contract: string;
  readonly contractVersion: number;
  /** The contract's document. */
  readonly document: Digest;
}

/** What became of one rule, as others hear of it. */
export interface RuleOutcome {
  readonly rule: string;
  readonly kind: string;
  readonly severe: boolean;
  readonly unit: 'rows' | 'weeks' | 'dataset';
  readonly evaluated: number;
  readonly failed: number;
  readonly notEvaluated: number;
  readonly members: number | null;
  readonly verdict: 'passed' | 'failed' | 'inconclusive';
  readonly reason: string | null;
  readonly keys: { readonly digest: Digest; readonly size: number; readonly rows: number } | null;
}

export interface Findings {
  readonly verdict: Verdict;
  readonly rows: number;
  readonly results: readonly RuleOutcome[];
  readonly profile: { readonly digest: Digest; readonly size: number };
}

export type VerificationCommand =
  | Command<'StartVerification', {
    readonly dataset: string; readonly version: string;
    /** Null when there is no such dataset. */
    readonly known: { readonly name: string; readonly rows: DatasetVersion | null } | null;
    readonly contract: { readonly contract: string; readonly contractVersion: number; readonly document: Digest } | null;
  }>
  | Command<'CompleteVerification', { readonly verification: string } & Findings>
  | Command<'FailVerification', { readonly reason: string }>
  | Command<'CancelVerification', Record<never, never>>;

/** The verdict in an event of its own, for those who wait for one only. */
interface Judged {
  readonly severeFailures: readonly string[];
  readonly task: VerificationTask;
  readonly verification: string;
}

export type VerificationEvent =
  | Event<'VerificationStarted', VerificationTask>
  | Event<'VerificationCompleted', { readonly task: VerificationTask } & Findings>
  | Event<'DataContractMet', Judged>
  | Event<'DataContractBreached', Judged>
  | Event<'DataContractInconclusive', Judged>
  | Event<'VerificationFailed', { readonly task: VerificationTask; readonly reason: string }>
  | Event<'VerificationCancelled', { readonly task: VerificationTask }>;

export type Verification =
  | { readonly status: 'absent' }
  | { readonly status: 'running' | 'failed' | 'cancelled'; readonly task: VerificationTask }
  | { readonly status: 'completed'; readonly task: VerificationTask; readonly results: readonly RuleOutcome[] };

/** What a quarantine needs to know of a verification. */
export type VerifiedRows =
  | { readonly status: 'absent' }
  | ({ readonly dataset: string; readonly datasetName: string; readonly datasetVersion: string } & (
    | { readonly status: 'running' | 'failed' | 'cancelled' }
    | { readonly status: 'completed'; readonly results: readonly RuleOutcome[] }));

export const verifiedRows = (verification: Verification): VerifiedRows => {
  if (verification.status === 'absent') return verification;
  const { dataset, datasetName, rows } = verification.task;
  const of = { dataset, datasetName, datasetVersion: rows.version };
  return verification.status === 'completed' ? { status: 'completed', ...of, results: verification.results } : { status: verification.status, ...of };
};

export const initialVerification = (): Verification => ({ status: 'absent' });

export const evolveVerification = (state: Verification, event: Recorded<VerificationEvent>): Verification => {
  switch (event.type) {
    case 'VerificationStarted':
      return { status: 'running', task: event.data };
    case 'VerificationCompleted':
      return { status: 'completed', task: event.data.task, results: event.data.results };
    case 'VerificationFailed':
      return { status: 'failed', task: event.data.task };
    case 'VerificationCancelled':
      return { status: 'cancelled', task: event.data.task };
    case 'DataContractMet':
    case 'DataContractBreached':
    case 'DataContractInconclusive':
      return state;
  }
};
