import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { runDataJob } from '@throughline/data-engine';
import {
  dataContractBreachedV1, dataContractMetV1, dataContractPublishedV1, dataQualityEvents, datasetVersionRecordedV1,
} from '@throughline/data-quality-contracts';
import { digestOf, type Digest } from '@throughline/kernel';
import { monitoringEvents } from '@throughline/monitoring-contracts';
import { kpiDefinedV1, requirementsEvents } from '@throughline/requirements-contracts';
import { ContextBench, type PublishedEvent } from '@throughline/testing/context-bench';
import { trainingContext } from '../src/index.ts';
import { writePrograms } from './programs.ts';

export const KPI = 'kpi-00000000-0000-5000-8000-000000000001';
export const DATASET = 'dataset-00000000-0000-5000-8000-000000000002';
const CONTRACT = 'data-contract-00000000-0000-5000-8000-000000000003';
export const engineer = { as: 'eve', role: 'ml-engineer' } as const;

export const FEATURES = `
features:
  - { name: weekday, expression: isodow(day), columns: [day] }
  - { name: origin_late_1d, history: { rate: delay > 15, columns: [delay], by: [origin], days: 1, lag: 1 } }
label: { name: late, expression: delay > 15, columns: [delay] }
`;

// Ten flights a day from Monday 2001-01-01 on; the row's number decides everything.
const FLIGHTS = `SELECT TIMESTAMP '2001-01-01 06:00:00' + INTERVAL 1 DAY * (i // 10) + INTERVAL 1 MINUTE * (i % 10) AS date,
  CAST(CASE WHEN (i * 7919) % 97 < 25 THEN 30 ELSE 0 END AS INTEGER) AS delay, CASE WHEN i % 2 = 0 THEN 'JFK' ELSE 'ORD' END AS origin FROM range(0, 700) AS r(i)`;
export const isLate = (row: number): boolean => (row * 7919) % 97 < 25;

const verification = (n: number): string => `verification-00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;

export const until = async <T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within 30 s`);
    await pause(25);
  }
};

/** The training context on a real server, with a file of made-up flights and two programs; the other contexts are played. */
export class TrainingBench {
  private verifications = 0;

  private constructor(readonly bench: ContextBench, private readonly root: string, private readonly flights: { readonly sha256: Digest; readonly size: number }) {}

  static async open(): Promise<TrainingBench> {
    const root = await mkdtemp(join(tmpdir(), 'throughline-training-test-'));
    await writePrograms(root);
    const { files } = await runDataJob({
      inputs: {}, statements: [{ kind: 'file', name: 'flights', sql: FLIGHTS, file: 'flights.parquet' }], outputDir: join(root, 'data'), limits: { memoryMb: 256, threads: 1, seconds: 60 },
    });
    const bench = await ContextBench.open({
      definition: trainingContext, foreign: [...requirementsEvents, ...dataQualityEvents, ...monitoringEvents], datasetRoots: [join(root, 'data')], trainingRoots: [root],
    });
    const opened = new TrainingBench(bench, root, { sha256: `sha256:${files['flights']!.sha256}`, size: files['flights']!.size });
    const definition = { ...kpiDefinedV1.example.definition, procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] } };
    await bench.say(KPI, kpiDefinedV1, { kpiVersion: 1, definition });
    await bench.say(CONTRACT, dataContractPublishedV1, {
      ...dataContractPublishedV1.example, dataset: DATASET, document: { digest: digestOf('contract'), size: 1 },
      columns: [
        { name: 'date', logicalType: 'timestamp', availableAt: 'departure', expression: null },
        { name: 'delay', logicalType: 'integer', availableAt: 'arrival', expression: null },
        { name: 'origin', logicalType: 'string', availableAt: 'prediction', expression: null },
        { name: 'day', logicalType: 'date', availableAt: 'prediction', expression: 'cast(date as date)' },
      ],
    });
    await opened.recorded('1');
    await opened.verified('1');
    return opened;
  }

  /** `keys`: row numbers that are left out. */
  async recorded(version: string, keys: readonly number[] = []): Promise<void> {
    const minusKeys: Digest[] = [];
    if (keys.length > 0) {
      const outputDir = join(this.root, `keys-${version}`);
      const { files } = await runDataJob({
        inputs: {}, outputDir, limits: { memoryMb: 256, threads: 1, seconds: 60 },
        statements: [{ kind: 'file', name: 'keys', sql: `SELECT unnest([${keys.join(', ')}]) AS row_number`, file: 'keys.parquet' }],
      });
      minusKeys.push((await this.bench.blobs.put(createReadStream(files['keys']!.path))).digest);
    }
    await this.bench.say(DATASET, datasetVersionRecordedV1, {
      ...datasetVersionRecordedV1.example, name: 'flights', version, file: 'flights.parquet', ...this.flights, range: { column: 'date', from: '2001-01-01', to: '2001-03-12' }, base: null, minusKeys,
    });
  }

  async verified(datasetVersion: string, verdict: 'met' | 'breached' = 'met'): Promise<void> {
    const stream = verification(++this.verifications);
    const contract = verdict === 'met' ? dataContractMetV1 : dataContractBreachedV1;
    await this.bench.say(stream, contract, {
      dataset: DATASET, datasetName: 'flights', datasetVersion, datasetDigest: this.flights.sha256, contract: CONTRACT, contractVersion: 1, verification: stream,
      severeFailures: verdict === 'met' ? [] : ['row-unique'],
    });
  }

  trainBody(parameters: object = {}, more: object = {}): object {
    return {
      kpi: KPI, model: 'late-flights', dataset: DATASET, datasetVersion: '1', period: { from: '2001-01-01', to: '2001-02-01' }, features: FEATURES,
      program: { folder: 'programs', command: ['node', 'train.mjs'] }, parameters, seed: 7, input: 'csv', ...more,
    };
  }

  async start(parameters: object = {}, more: object = {}): Promise<string> {
    return this.accepted(await this.bench.command('start-training-run', this.trainBody(parameters, more), engineer));
  }

  async score(body: object): Promise<string> {
    return this.accepted(await this.bench.command('start-scoring-run', { kpi: KPI, dataset: DATASET, datasetVersion: '1', weeks: ['2001-W06', '2001-W07'], ...body }, engineer));
  }

  accepted(outcome: Awaited<ReturnType<ContextBench['command']>>): string {
    if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.stream;
  }

  // Tests look into events of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async ended(run: string): Promise<PublishedEvent & { readonly data: any }> {
    return until(`the end of ${run}`, async () => (await this.bench.published(run)).find(({ type }) => /-(succeeded|failed|cancelled)$/.test(type)));
  }

  /** The work is over too: whatever follows from the end was recorded. */
  async idle(): Promise<void> {
    await until('the end of all work', async () => (await this.bench.pool.query('select 1 from training.work')).rowCount === 0);
    await this.bench.settled();
  }

  /** Runs of a purpose, in the order in which they were started. */
  async runsFor(purpose: string): Promise<readonly string[]> {
    const { rows } = await this.bench.pool.query(
      `select stream_id as run from training.events where type in ('TrainingRunStarted', 'TrainingRunDeferred') and version = 1 and published->'data'->>'purpose' = $1 order by global_position`, [purpose]);
    return rows.map((row) => row.run as string);
  }

  async points(run: string): Promise<readonly Record<string, unknown>[]> {
    return (await this.bench.pool.query('select point from training.live_point where id = $1 order by seq', [run])).rows.map((row) => row.point);
  }

  async text(digest: Digest): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.bench.blobs.get(digest)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Predictions as they are stored. */
  async predictions(digest: Digest): Promise<readonly { readonly row: number; readonly score: number | null }[]> {
    const path = join(this.root, `${digest.slice('sha256:'.length)}.parquet`);
    await pipeline(await this.bench.blobs.get(digest), createWriteStream(path));
    const { rows } = await runDataJob({
      inputs: { predictions: { kind: 'file', path, format: 'parquet' } }, limits: { memoryMb: 256, threads: 1, seconds: 60 },
      statements: [{ kind: 'rows', name: 'all', sql: 'SELECT row_number, score FROM predictions' }],
    });
    return rows['all']!.map((row) => ({ row: Number(row['row_number']), score: row['score'] as number | null }));
  }

  file(name: string): string {
    return join(this.root, name);
  }

  async close(): Promise<void> {
    await this.bench.close();
    await rm(this.root, { recursive: true, force: true });
  }
}
