import { command, event, givenThe } from '@throughline/testing';
import type { RuleOutcome, VerifiedRows } from '../verification/verification.ts';
import { datasetDecider } from './dataset.decider.ts';
import type { DatasetCommand, DatasetEvent, DatasetVersion } from './dataset.ts';
import { keysToLeaveOut } from './quarantine-rows.ts';

const given = givenThe(datasetDecider);
const happened = event<DatasetEvent>;

const version = (name: string, more: Partial<DatasetVersion> = {}): DatasetVersion =>
  ({ version: name, file: 'flights.parquet', sha256: 'sha256:a', size: 9, mediaType: 'application/vnd.apache.parquet', range: null, base: null, minusKeys: [], ...more });
const registered = happened('DatasetRegistered', { name: 'flights', description: 'Flights.', owner: 'human:dora' });
const recorded = (name: string, more: Partial<DatasetVersion> = {}) => happened('DatasetVersionRecorded', { name: 'flights', ...version(name, more) });

const outcome = (rule: string, more: Partial<RuleOutcome> = {}): RuleOutcome =>
  ({ rule, kind: 'range', severe: true, unit: 'rows', evaluated: 9, failed: 2, notEvaluated: 0, members: null, verdict: 'failed', reason: null, keys: { digest: `sha256:${rule}`, size: 3, rows: 2 }, ...more });
const clean = outcome('clean', { failed: 0, verdict: 'passed', keys: null });
const verified = (datasetVersion = '3', results = [outcome('b'), outcome('a'), clean, outcome('volume', { unit: 'weeks' })]): VerifiedRows =>
  ({ status: 'completed', dataset: 'dataset-1', datasetName: 'flights', datasetVersion, results });

const keys = { digest: 'sha256:union', size: 7, rows: 3 } as const;
type Asked = Extract<DatasetCommand, { type: 'QuarantineRows' }>['data'];
const quarantine = (more: Partial<Asked> = {}) => command<DatasetCommand>('QuarantineRows',
  { dataset: 'dataset-1', version: '3', verification: 'verification-1', verified: verified(), rules: ['b', 'a'], keys, reason: 'The source errs.', ...more });
const quarantined = (base: string, name: string, rules = ['a', 'b']) => happened('RowsQuarantined',
  { name: 'flights', base, version: name, verification: 'verification-1', rules, keys: 'sha256:union', keysSize: 7, rows: 3, reason: 'The source errs.' });
const derived = recorded('3-q1', { base: '3', minusKeys: ['sha256:union'] });

describe('a quarantine', () => {
  it('makes a version of the base without the failing rows', () => given(registered, recorded('3')).when(quarantine()).then(quarantined('3', '3-q1'), derived));
  it('of a derived version leaves out its rows as well', () =>
    given(registered, recorded('3'), recorded('3-q1', { base: '3', minusKeys: ['sha256:first'] })).when(quarantine({ version: '3-q1', verified: verified('3-q1') }))
      .then(quarantined('3-q1', '3-q1-q1'), recorded('3-q1-q1', { base: '3-q1', minusKeys: ['sha256:first', 'sha256:union'] })));
  it('of the same rows is answered, of others it makes the next version', () => {
    given(registered, recorded('3'), derived).when(quarantine()).thenNothing();
    given(registered, recorded('3'), derived).when(quarantine({ keys: { ...keys, digest: 'sha256:other' } }))
      .then({ ...quarantined('3', '3-q2'), data: { ...quarantined('3', '3-q2').data, keys: 'sha256:other' } } as DatasetEvent, recorded('3-q2', { base: '3', minusKeys: ['sha256:other'] }));
  });
  it('takes no name that a version has already', () =>
    given(registered, recorded('3'), recorded('3-q1')).when(quarantine()).then(quarantined('3', '3-q2'), recorded('3-q2', { base: '3', minusKeys: ['sha256:union'] })));
  it('names only the rules that rows broke', () => given(registered, recorded('3')).when(quarantine({ rules: ['a', 'clean', 'a'] })).then(quarantined('3', '3-q1', ['a']), derived));
});

describe('a quarantine is refused', () => {
  const refused = (more: Partial<Asked>) => given(registered, recorded('3')).when(quarantine(more));
  const of = { dataset: 'dataset-1', datasetName: 'flights', datasetVersion: '3' };

  it('without dataset or version', () => {
    given().when(quarantine()).thenRefused('DATA_QUALITY.NO_SUCH_DATASET');
    given(registered).when(quarantine()).thenRefused('DATA_QUALITY.NO_SUCH_VERSION', { name: 'flights', version: '3' });
  });
  it('without a verification', () => refused({ verified: { status: 'absent' } }).thenRefused('DATA_QUALITY.NO_SUCH_VERIFICATION'));
  it('on what a verification of something else found', () => {
    refused({ verified: verified('2') }).thenRefused('DATA_QUALITY.VERIFICATION_OF_ANOTHER_VERSION', { verification: 'verification-1', verified: 'flights 2', version: '3' });
    refused({ verified: { ...verified(), dataset: 'dataset-2', datasetName: 'trains' } as VerifiedRows }).thenRefused('DATA_QUALITY.VERIFICATION_OF_ANOTHER_VERSION', { verified: 'trains 3' });
  });
  it.each([['running', false], ['failed', true], ['cancelled', true]] as const)('while the verification is %s', (status, final) => {
    const asked = refused({ verified: { status, ...of } });
    asked.thenRefused('DATA_QUALITY.VERIFICATION_NOT_COMPLETED', { verification: 'verification-1', status });
    expect(asked.decision).toMatchObject({ final });
  });
  it('for a rule that the verification does not know', () => refused({ rules: ['a', 'x'] }).thenRefused('DATA_QUALITY.NO_SUCH_RULE', { rule: 'x', known: 'b, a, clean, volume' }));
  it('for a rule that fails weeks', () => refused({ rules: ['volume'] }).thenRefused('DATA_QUALITY.RULE_WITHOUT_ROWS', { rule: 'volume', unit: 'weeks' }));
  it('when no row broke the rules', () => refused({ rules: ['clean'], keys: null }).thenRefused('DATA_QUALITY.NOTHING_TO_QUARANTINE', { rules: 'clean' }));
  it('for now, when the result came while the rows were looked for', () => {
    const asked = refused({ keys: null });
    asked.thenRefused('DATA_QUALITY.VERIFICATION_NOT_COMPLETED');
    expect(asked.decision).toMatchObject({ final: false });
  });
  it('when the name would be too long to be one', () => {
    const long = 'v'.repeat(38);
    given(registered, recorded(long)).when(quarantine({ version: long, verified: verified(long) })).thenRefused('DATA_QUALITY.VERSION_NAME_TOO_LONG', { version: `${long}-q1` });
  });
});

describe('the rows to leave out', () => {
  it('are those of the named rules', () => expect(keysToLeaveOut(verified(), ['a', 'clean']).map(({ digest }) => digest)).toEqual(['sha256:a']));
  it('are none when a rule cannot be used, or there is no result', () => {
    expect(keysToLeaveOut(verified(), ['a', 'volume'])).toEqual([]);
    expect(keysToLeaveOut(verified(), ['a', 'x'])).toEqual([]);
    expect(keysToLeaveOut({ status: 'absent' }, ['a'])).toEqual([]);
  });
});
