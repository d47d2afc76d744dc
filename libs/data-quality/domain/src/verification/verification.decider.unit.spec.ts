import { command, event, givenThe } from '@throughline/testing';
import { verificationDecider } from './verification.decider.ts';
import type { Findings, RuleOutcome, VerificationCommand, VerificationEvent, VerificationTask } from './verification.ts';
import { evolveVerification, initialVerification, verifiedRows } from './verification.ts';

const given = givenThe(verificationDecider);
const ask = command<VerificationCommand>;
const happened = event<VerificationEvent>;

const rows = { version: '3', file: 'f.parquet', sha256: 'sha256:a', size: 9, mediaType: 'text/csv', range: null, base: null, minusKeys: [] } as const;
const contract = { contract: 'data-contract-1', contractVersion: 2, document: 'sha256:d' } as const;
const task: VerificationTask = { dataset: 'dataset-1', datasetName: 'flights', rows, ...contract };
const outcome = (rule: string, verdict: RuleOutcome['verdict'], severe = true): RuleOutcome =>
  ({ rule, kind: 'range', severe, unit: 'rows', evaluated: 9, failed: verdict === 'failed' ? 1 : 0, notEvaluated: 0, members: null, verdict, reason: null, keys: null });
const findings = (verdict: Findings['verdict']): Findings =>
  ({ verdict, rows: 9, results: [outcome('a', 'failed'), outcome('b', 'failed', false), outcome('c', 'passed')], profile: { digest: 'sha256:p', size: 3 } });

const start = (more: object = {}) => ask('StartVerification', { dataset: 'dataset-1', version: '3', known: { name: 'flights', rows }, contract, ...more });
const complete = (verdict: Findings['verdict'] = 'met') => ask('CompleteVerification', { verification: 'verification-1', ...findings(verdict) });
const fail = ask('FailVerification', { reason: 'time-limit: 300 s' });
const cancel = ask('CancelVerification', {});

const started = happened('VerificationStarted', task);
const completed = (verdict: Findings['verdict'] = 'met') => happened('VerificationCompleted', { task, ...findings(verdict) });
const failed = happened('VerificationFailed', { task, reason: 'time-limit: 300 s' });
const cancelled = happened('VerificationCancelled', { task });

describe('a verification', () => {
  it('starts on a version and the contract that holds now', () => given().when(start()).then(started));
  it('starts once', () => given(started).when(start()).thenNothing());
  it('needs a dataset, a version of it and a contract', () => {
    given().when(start({ known: null })).thenRefused('DATA_QUALITY.NO_SUCH_DATASET');
    given().when(start({ known: { name: 'flights', rows: null } })).thenRefused('DATA_QUALITY.NO_SUCH_VERSION', { name: 'flights', version: '3' });
    given().when(start({ contract: null })).thenRefused('DATA_QUALITY.NO_CONTRACT', { name: 'flights' });
  });
  it.each([['met', 'DataContractMet'], ['breached', 'DataContractBreached'], ['inconclusive', 'DataContractInconclusive']] as const)(
    'is completed with exactly one verdict: %s', (verdict, type) => given(started).when(complete(verdict)).then(completed(verdict), happened(type, { task, verification: 'verification-1', severeFailures: ['a'] })));
  it('fails with its reason', () => given(started).when(fail).then(failed));
  it('is called off once', () => {
    given(started).when(cancel).then(cancelled);
    given(started, cancelled).when(cancel).thenNothing();
  });
  it('that has ended cannot be called off', () => {
    given(started, completed()).when(cancel).thenRefused('DATA_QUALITY.VERIFICATION_ENDED', { status: 'completed' });
    given(started, failed).when(cancel).thenRefused('DATA_QUALITY.VERIFICATION_ENDED', { status: 'failed' });
  });
  it('ends once: whatever comes after the first end changes nothing', () => {
    for (const end of [completed(), failed, cancelled]) for (const late of [complete('breached'), fail]) given(started, end).when(late).thenNothing();
  });
  it('that nobody started can neither end nor be called off', () => {
    for (const asked of [complete(), fail, cancel]) given().when(asked).thenRefused('DATA_QUALITY.NO_SUCH_VERIFICATION');
  });
});

describe('what a quarantine knows of a verification', () => {
  const of = (...events: readonly VerificationEvent[]) => verifiedRows(events.reduce((state, one) => evolveVerification(state, one as never), initialVerification()));
  const known = { dataset: 'dataset-1', datasetName: 'flights', datasetVersion: '3' };
  it('is its state, and its results once there are any', () => {
    expect(of()).toEqual({ status: 'absent' });
    expect(of(started)).toEqual({ status: 'running', ...known });
    expect(of(started, cancelled)).toEqual({ status: 'cancelled', ...known });
    expect(of(started, completed(), happened('DataContractMet', { task, verification: 'v', severeFailures: [] }))).toEqual({ status: 'completed', ...known, results: findings('met').results });
  });
});
