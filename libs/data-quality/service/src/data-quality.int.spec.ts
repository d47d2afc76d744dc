import { DataQualityBench, eventually, type Published } from '../test/data-quality-bench.ts';
import { delaysContract } from '../test/small-contract.ts';

const PARQUET = 'application/vnd.apache.parquet';
const typesOf = (events: readonly Published[]) => events.map(({ type }) => type);

describe('data-quality', () => {
  let bench: DataQualityBench;
  let dirty: { file: string; sha256: `sha256:${string}` };
  const register = (workspace = 'default', name = 'delays') => bench.done('register-dataset', { name, description: 'Delays of flights.' }, { workspace });
  const record = (dataset: string, version: string, file = dirty, workspace = 'default') =>
    bench.done('record-dataset-version', { dataset, version, ...file, mediaType: PARQUET, range: null }, { workspace });

  beforeAll(async () => {
    bench = await DataQualityBench.open();
    dirty = await bench.parquet('dirty', `SELECT * FROM (VALUES ('JFK', 1), ('LAX', 9999), ('JFK', 1), ('sfo', 3), ('LAX', -500), ('JFK', 1), ('SEA', 4)) v(origin, delay)`);
  });
  afterAll(() => bench.close());

  it('walks from a dataset to a breach, a quarantine and a derived version that is met', async () => {
    const dataset = await register();
    await record(dataset, '3');
    const contract = await bench.done('publish-data-contract', { dataset, document: delaysContract() });
    expect(await bench.published(contract)).toMatchObject([{ type: 'data-contract-published', data: {
      dataset, datasetName: 'delays', odcsId: 'delays', contractVersion: 1, moments: ['prediction', 'arrival'], notChecked: [{ path: 'slaProperties' }],
      rules: [{ id: 'origin-code', severe: false }, { id: 'delay-plausible', severe: true }, { id: 'row-unique', severe: true }],
      columns: [{ name: 'origin', logicalType: 'string', availableAt: 'prediction' }, { name: 'delay', availableAt: 'arrival' }],
    } }]);
    const verification = await bench.done('start-verification', { dataset, version: '3' });
    const events = await bench.ended(verification);
    expect(typesOf(events)).toEqual(['verification-started', 'verification-completed', 'data-contract-breached']);
    const completed = events[1]!;
    expect(completed).toMatchObject({ actor: 'service:data-quality/verification', onBehalfOf: 'human:dora', data: { dataset, datasetVersion: '3', contract, contractVersion: 1, verdict: 'breached', rows: 7 } });
    expect(completed.data.results.map((r: Record<string, unknown>) => [r.rule, r.evaluated, r.failed, r.members, r.verdict])).toEqual([
      ['origin-code', 7, 1, null, 'failed'], ['delay-plausible', 7, 2, null, 'failed'], ['row-unique', 7, 2, 3, 'failed'],
    ]);
    expect(events[2]!.data).toMatchObject({ datasetDigest: dirty.sha256, verification, severeFailures: ['delay-plausible', 'row-unique'] });

    await bench.done('quarantine-rows', { dataset, version: '3', verification, rules: ['row-unique', 'delay-plausible'], reason: 'The source errs.' });
    const [derived] = await eventually(() => bench.verificationsOf(dataset, '3-q1'), (found) => found.length > 0);
    const again = await bench.ended(derived!);
    expect(typesOf(again)).toEqual(['verification-started', 'verification-completed', 'data-contract-met']);
    expect(again[0]).toMatchObject({ actor: 'policy:data-quality/when-rows-quarantined-then-start-verification', onBehalfOf: 'human:dora' });
    expect(again[1]!.data).toMatchObject({ rows: 3, verdict: 'met' });
    const quarantined = (await bench.published(dataset)).find(({ type }) => type === 'rows-quarantined')!;
    expect(quarantined.data).toMatchObject({ base: '3', version: '3-q1', verification, rules: ['delay-plausible', 'row-unique'], rows: 4 });
    expect(await bench.keys(quarantined.data.keys)).toEqual([1n, 2n, 4n, 5n].map((row_number) => ({ row_number })));
  });
});
