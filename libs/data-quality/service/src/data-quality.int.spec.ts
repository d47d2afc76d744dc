import { randomUUID } from 'node:crypto';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@throughline/testing';
import type { PublishedEvent } from '@throughline/testing/context-bench';
import { openDataQualityBench, type DataQualityBench } from '../test/data-quality-bench.ts';
import { delaysContract } from '../test/small-contract.ts';

const PARQUET = 'application/vnd.apache.parquet';
const typesOf = (events: readonly PublishedEvent[]) => events.map(({ type }) => type);
const figures = (completed: PublishedEvent) => completed.data.results.map((r: Record<string, unknown>) => [r['rule'], r['evaluated'], r['failed'], r['members'], r['verdict']]);

describe('data-quality', () => {
  let bench: DataQualityBench;
  let dirty: { file: string; sha256: `sha256:${string}` };
  let sets = 0;
  const register = (options: { workspace?: string; name?: string } = {}) =>
    bench.done('register-dataset', { name: options.name ?? `set-${(sets += 1)}`, description: 'Delays of flights.' }, { workspace: options.workspace ?? 'default' });
  const record = (dataset: string, version: string, file = dirty, workspace = 'default', more: object = {}) =>
    bench.command('record-dataset-version', { dataset, version, ...file, mediaType: PARQUET, ...more }, { workspace });
  const publish = (dataset: string, document: string, workspace = 'default') => bench.done('publish-data-contract', { dataset, document }, { workspace });
  const verify = (dataset: string, version: string, workspace = 'default') => bench.done('start-verification', { dataset, version }, { workspace });
  /** A dataset with one version and a contract. */
  const promised = async (file = dirty, document = delaysContract(`c-${randomUUID()}`), more: object = {}) => {
    const dataset = await register();
    expect(await record(dataset, '3', file, 'default', more)).toMatchObject({ status: 'accepted' });
    return { dataset, contract: await publish(dataset, document) };
  };
  const derivedOf = async (dataset: string, version: string): Promise<readonly PublishedEvent[]> => {
    const [derived] = await eventually(() => bench.verificationsOf(dataset, version), (found) => found.length > 0);
    return bench.ended(derived!);
  };

  beforeAll(async () => {
    bench = await openDataQualityBench();
    dirty = await bench.parquet('dirty', `SELECT * FROM (VALUES ('JFK', 1), ('LAX', 9999), ('JFK', 1), ('sfo', 3), ('LAX', -500), ('JFK', 1), ('SEA', 4)) v(origin, delay)`);
  });
  afterAll(() => bench.close());

  it('walks from a dataset to a breach, a quarantine and derived versions that are met', async () => {
    const { dataset, contract } = await promised(dirty, delaysContract());
    const [recorded] = (await bench.published(dataset)).slice(1);
    expect(recorded).toMatchObject({ type: 'dataset-version-recorded', data: { version: '3', ...dirty, size: expect.any(Number), range: null, base: null, minusKeys: [] } });
    expect(await bench.published(contract)).toMatchObject([{ type: 'data-contract-published', data: {
      dataset, odcsId: 'delays', contractVersion: 1, moments: ['prediction', 'arrival'], notChecked: [{ path: 'slaProperties' }],
      rules: [{ id: 'origin-code', severe: false }, { id: 'delay-plausible', severe: true, reason: 'It is the label.' }, { id: 'row-unique', severe: true }],
      columns: [{ name: 'origin', logicalType: 'string', availableAt: 'prediction' }, { name: 'delay', availableAt: 'arrival' }],
    } }]);
    const verification = await verify(dataset, '3');
    const events = await bench.ended(verification);
    expect(typesOf(events)).toEqual(['verification-started', 'verification-completed', 'data-contract-breached']);
    expect(events[1]).toMatchObject({ actor: 'service:data-quality/verification', onBehalfOf: 'human:dora', data: { dataset, datasetVersion: '3', contract, contractVersion: 1, verdict: 'breached', rows: 7 } });
    expect(figures(events[1]!)).toEqual([['origin-code', 7, 1, null, 'failed'], ['delay-plausible', 7, 2, null, 'failed'], ['row-unique', 7, 2, 3, 'failed']]);
    expect(events[2]!.data).toMatchObject({ datasetDigest: dirty.sha256, verification, severeFailures: ['delay-plausible', 'row-unique'] });
    expect(JSON.parse(await bench.files.text(events[1]!.data.profile.digest))).toMatchObject({ rows: { value: 7, exact: true }, columns: [{ name: 'origin' }, { name: 'delay', maximum: { value: 9999 } }] });
    await eventually(() => bench.live(verification), (points) => points.length === 0);

    const quarantine = { dataset, version: '3', verification, rules: ['row-unique', 'delay-plausible'], reason: 'The source errs.' };
    await bench.done('quarantine-rows', quarantine);
    const met = await derivedOf(dataset, '3-q1');
    expect(typesOf(met)).toEqual(['verification-started', 'verification-completed', 'data-contract-met']);
    expect(met[0]).toMatchObject({ actor: 'policy:data-quality/when-rows-quarantined-then-start-verification', onBehalfOf: 'human:dora' });
    expect(met[1]!.data).toMatchObject({ rows: 3, verdict: 'met' });
    const quarantined = (await bench.published(dataset)).find(({ type }) => type === 'rows-quarantined')!;
    expect(quarantined).toMatchObject({ actor: 'human:dora', data: { base: '3', version: '3-q1', verification, rules: ['delay-plausible', 'row-unique'], rows: 4 } });
    expect(await bench.files.rows(quarantined.data.keys)).toEqual([1n, 2n, 4n, 5n].map((row_number) => ({ row_number })));

    // The same rows again, in other words, are left out already.
    const versions = (await bench.published(dataset)).length;
    await bench.done('quarantine-rows', { ...quarantine, rules: ['delay-plausible', 'row-unique'], reason: 'Asked again.' });
    expect(await bench.published(dataset)).toHaveLength(versions);

    const [derived] = await bench.verificationsOf(dataset, '3-q1');
    await bench.done('quarantine-rows', { dataset, version: '3-q1', verification: derived, rules: ['origin-code'], reason: 'Lower case.' });
    expect((await derivedOf(dataset, '3-q1-q1'))[1]!.data).toMatchObject({ rows: 2, verdict: 'met' });
    expect((await bench.published(dataset)).at(-1)!.data).toMatchObject({ version: '3-q1-q1', base: '3-q1', minusKeys: [quarantined.data.keys, expect.any(String)] });
  });

  it('holds a version to the contract that was published last', async () => {
    const { dataset, contract } = await promised(dirty, delaysContract('newest'));
    await publish(dataset, delaysContract('newest'));
    expect(await bench.published(contract)).toHaveLength(1);
    await publish(dataset, delaysContract('newest', 10_000));
    expect((await bench.ended(await verify(dataset, '3')))[1]).toMatchObject({ data: { contractVersion: 2, results: [{}, { rule: 'delay-plausible', failed: 1 }, {}] } });
    const other = await publish(dataset, delaysContract('another'));
    expect((await bench.ended(await verify(dataset, '3')))[1]).toMatchObject({ data: { contract: other, contractVersion: 1 } });
  });

  it('gives no verdict where nothing was evaluated, and has nothing to leave out then', async () => {
    const { dataset } = await promised(await bench.parquet('empty-cells', `SELECT 'JFK' AS origin, NULL::BIGINT AS delay`));
    const verification = await verify(dataset, '3');
    const [, completed, verdict] = await bench.ended(verification);
    expect(completed!.data).toMatchObject({ verdict: 'inconclusive', rows: 1 });
    expect(completed!.data.results[1]).toMatchObject({ rule: 'delay-plausible', evaluated: 0, verdict: 'inconclusive', reason: expect.any(String), keys: null });
    expect(verdict!.type).toBe('data-contract-inconclusive');
    expect(await bench.command('quarantine-rows', { dataset, version: '3', verification, rules: ['delay-plausible'], reason: 'Nothing.' })).toMatchObject({ code: 'DATA_QUALITY.NOTHING_TO_QUARANTINE' });
  });

  it('reads CSV by the contract, and looks at the range only', async () => {
    const csv = await bench.text('days.csv', '\ufefforigin,delay,day\r\nJFK,1,2001-01-01\r\nLAX,x,2001-01-02\r\nSFO,9,2001-02-01');
    const document = delaysContract('days').replace('    quality:\n      - { id: row', '      - { name: day, logicalType: date }\n    quality:\n      - { id: row');
    const { dataset } = await promised(csv, document, { mediaType: 'text/csv', range: { column: 'day', from: '2001-01-01', to: '2001-02-01' } });
    const [, completed] = await bench.ended(await verify(dataset, '3'));
    expect(completed!.data).toMatchObject({ rows: 2, verdict: 'breached' });
    expect(figures(completed!)).toContainEqual(['delay.type', 2, 1, null, 'failed']);
  });

  it('breaches a contract whose column is of another type, and says so', async () => {
    const { dataset } = await promised(await bench.parquet('texts', `SELECT 'JFK' AS origin, 'late' AS delay`));
    const [, completed, verdict] = await bench.ended(await verify(dataset, '3'));
    expect(completed!.data.results.at(-1)).toMatchObject({ rule: 'delay.type', severe: true, verdict: 'failed', reason: 'delay is VARCHAR in the file, not integer' });
    expect(verdict).toMatchObject({ type: 'data-contract-breached', data: { severeFailures: ['delay.type'] } });
  });

  it.each([
    ['lacks a column', () => bench.parquet('lacking', `SELECT 'JFK' AS origin`), {}, /^input: .*"delay"/],
    ['lacks the column of the range', () => bench.parquet('unranged', `SELECT 'JFK' AS origin, 1 AS delay`), { range: { column: 'day', from: '2001-01-01', to: '2001-02-01' } }, /^input: .*"day"/],
    ['is no Parquet', () => bench.text('no.parquet', 'no parquet'), {}, /^input: /],
  ] as const)('fails at once, saying why, when the file %s', async (_, make, more, reason) => {
    const { dataset } = await promised(await make(), undefined, more);
    expect((await bench.ended(await verify(dataset, '3'))).slice(1)).toMatchObject([{ type: 'verification-failed', data: { datasetVersion: '3', reason: expect.stringMatching(reason) } }]);
    expect(bench.logged.filter(({ message }) => message === 'work failed and is tried again')).toEqual([]);
  });

  it('fails when the bytes are no longer those that were recorded', async () => {
    const file = await bench.text('changing.csv', 'origin,delay\nJFK,1\n');
    const { dataset } = await promised(file, undefined, { mediaType: 'text/csv' });
    await bench.text('changing.csv', 'origin,delay\nJFK,2\n');
    expect((await bench.ended(await verify(dataset, '3')))[1]).toMatchObject({ type: 'verification-failed', data: { reason: expect.stringContaining('has the digest') } });
  });

  it('takes no file that is not what the command says, and writes nothing then', async () => {
    const dataset = await register();
    await mkdir(join(bench.files.datasetRoot, 'links'));
    await symlink('/etc/hosts', join(bench.files.datasetRoot, 'links', 'out.csv'));
    const refused = async (more: object) => {
      const answer = await record(dataset, '3', { ...dirty, ...more }, 'default', more);
      expect(answer).toMatchObject({ status: 'refused', code: 'DATA_QUALITY.FILE_REFUSED' });
      return answer.status === 'refused' ? answer.detail['reason'] : null;
    };
    expect(await refused({ sha256: `sha256:${'0'.repeat(64)}` })).toBe(`its digest is ${dirty.sha256}, not sha256:${'0'.repeat(64)}`);
    expect(await refused({ file: 'none.parquet' })).toContain('no file');
    expect(await refused({ file: '../secret.parquet' })).toContain('leads out');
    expect(await refused({ file: '/etc/x.parquet' })).toContain('absolute');
    expect(await refused({ file: 'links/out.csv', mediaType: 'text/csv' })).toContain('link');
    expect(await refused({ mediaType: 'text/csv' })).toContain('.csv');
    expect(await refused({ range: { column: 'day', from: '2001-02-30', to: '2001-03-01' } })).toContain('no day');
    expect(typesOf(await bench.published(dataset))).toEqual(['dataset-registered']);
    expect(await record(dataset, '3')).toMatchObject({ status: 'accepted', version: 2 });
    expect(await bench.command('record-dataset-version', { dataset, version: '4', ...dirty, mediaType: PARQUET }, { version: 1 })).toMatchObject({ status: 'conflict', actualVersion: 2 });
  });

  it('refuses a contract with every problem and its place', async () => {
    const dataset = await register();
    const problems = async (document: string) => {
      const answer = await bench.command('publish-data-contract', { dataset, document });
      expect(answer).toMatchObject({ status: 'refused', code: 'DATA_QUALITY.CONTRACT_INVALID' });
      return answer.status === 'refused' ? (answer.detail['missing'] as { what: string }[]).map(({ what }) => what) : [];
    };
    expect(await problems('a: [')).toEqual([expect.stringMatching(/^document is no YAML: .*line 1/)]);
    expect(await problems('a: 1\na: 2')).toEqual([expect.stringMatching(/unique/)]);
    expect(await problems(`a: &a [x]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]`)).toEqual([expect.stringMatching(/alias/)]);
    expect((await problems(delaysContract().replace('kind: range', 'kind: rnage').replace('availableAt, value: arrival', 'availableAt, value: later'))).length).toBe(2);
    expect(await problems(delaysContract().replace('  - name: delays', '  - { name: more }\n  - name: delays'))).toEqual(['schema must describe one table, the dataset; it describes 2']);
    expect(await problems(delaysContract(`c-${'x'.repeat(300)}`))).toEqual([expect.stringContaining('odcsId')]);
    expect(await problems(delaysContract().replace('name: origin\n', 'name: "ori\\0gin"\n').replaceAll('column: origin', 'column: "ori\\0gin"').replace('[origin, delay]', '[delay]'))).toHaveLength(1);
    expect(await bench.command('start-verification', { dataset, version: '3' })).toMatchObject({ code: 'DATA_QUALITY.NO_SUCH_VERSION' });
    await record(dataset, '3');
    expect(await bench.command('start-verification', { dataset, version: '3' })).toMatchObject({ code: 'DATA_QUALITY.NO_CONTRACT' });
  });

  it('does once what is asked twice, and lets only those act who may', async () => {
    const { dataset } = await promised();
    const key = randomUUID();
    const first = await bench.command('start-verification', { dataset, version: '3' }, { key });
    expect(await bench.command('start-verification', { dataset, version: '3' }, { key })).toEqual(first);
    expect(await bench.command('start-verification', { dataset, version: '4' }, { key })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await bench.verificationsOf(dataset, '3')).toHaveLength(1);
    for (const name of ['register-dataset', 'record-dataset-version', 'publish-data-contract', 'cancel-verification', 'quarantine-rows', 'complete-verification', 'fail-verification']) {
      expect(await bench.command(name, {}, { role: 'ml-engineer' })).toEqual({ status: 'fault', code: 'FORBIDDEN' });
    }
  });

  it('keeps workspaces apart that do the same', async () => {
    const key = randomUUID();
    const story = async (workspace: string) => {
      const dataset = await bench.done('register-dataset', { name: 'same', description: 'Delays of flights.' }, { workspace, key });
      await record(dataset, '3', dirty, workspace);
      await publish(dataset, delaysContract('same'), workspace);
      return { dataset, verification: await bench.done('start-verification', { dataset, version: '3' }, { workspace, key: '3f1d2c4b-5a69-4788-9a6b-7c8d9e0f1a2b' }) };
    };
    const [mine, yours] = [await story('mine'), await story('yours')];
    expect(mine.dataset).not.toBe(yours.dataset);
    expect(mine.verification).not.toBe(yours.verification);
    const [a, b] = [await bench.ended(mine.verification), await bench.ended(yours.verification)];
    expect(a[1]!.data.results).toEqual(b[1]!.data.results);
    expect(a[1]!.data.dataset).toBe(mine.dataset);
    const stranger = { dataset: mine.dataset, version: '3', verification: mine.verification, rules: ['row-unique'], reason: 'Not mine.' };
    expect(await bench.command('quarantine-rows', stranger, { workspace: 'yours' })).toMatchObject({ code: 'DATA_QUALITY.NO_SUCH_DATASET' });
    expect(await bench.command('quarantine-rows', { ...stranger, dataset: yours.dataset }, { workspace: 'yours' })).toMatchObject({ code: 'DATA_QUALITY.NO_SUCH_VERIFICATION' });
    expect(await bench.command('cancel-verification', { verification: mine.verification }, { workspace: 'yours' })).toMatchObject({ code: 'DATA_QUALITY.NO_SUCH_VERIFICATION' });
  });
});
