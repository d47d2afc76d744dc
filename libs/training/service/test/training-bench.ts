import { join } from 'node:path';
import {
  dataContractBreachedV1, dataContractMetV1, dataContractPublishedV1, dataQualityEvents, datasetVersionRecordedV1,
} from '@throughline/data-quality-contracts';
import { digestOf, type Digest } from '@throughline/kernel';
import { monitoringEvents } from '@throughline/monitoring-contracts';
import { kpiDefinedV1, requirementsEvents } from '@throughline/requirements-contracts';
import { ContextBench, type MadeFile, type PublishedEvent } from '@throughline/testing/context-bench';
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

/** The training context with a file of made-up flights and two programs. */
export const openTrainingBench = async (): Promise<TrainingBench> => {
  const bench = await TrainingBench.open({ definition: trainingContext, foreign: [...requirementsEvents, ...dataQualityEvents, ...monitoringEvents], sender: engineer });
  await bench.prepare();
  return bench;
};

export class TrainingBench extends ContextBench {
  private verifications = 0;
  private flights!: MadeFile;

  async prepare(): Promise<void> {
    await writePrograms(this.files.trainingRoot);
    this.flights = await this.files.parquet('flights', FLIGHTS);
    const definition = { ...kpiDefinedV1.example.definition, procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] } };
    await this.say(KPI, kpiDefinedV1, { kpiVersion: 1, definition });
    await this.say(CONTRACT, dataContractPublishedV1, {
      ...dataContractPublishedV1.example, dataset: DATASET, document: { digest: digestOf('contract'), size: 1 },
      columns: [
        { name: 'date', logicalType: 'timestamp', availableAt: 'departure', expression: null },
        { name: 'delay', logicalType: 'integer', availableAt: 'arrival', expression: null },
        { name: 'origin', logicalType: 'string', availableAt: 'prediction', expression: null },
        { name: 'day', logicalType: 'date', availableAt: 'prediction', expression: 'cast(date as date)' },
      ],
    });
    await this.recorded('1');
    await this.verified('1');
  }

  /** `keys`: row numbers that are left out. */
  async recorded(version: string, keys: readonly number[] = []): Promise<void> {
    const minusKeys = keys.length > 0 ? [await this.files.parquetBlob(`keys-${version}`, `SELECT unnest([${keys.join(', ')}]) AS row_number`)] : [];
    const { file, sha256, size } = this.flights;
    await this.say(DATASET, datasetVersionRecordedV1, {
      ...datasetVersionRecordedV1.example, name: 'flights', version, file, sha256, size, range: { column: 'date', from: '2001-01-01', to: '2001-03-12' }, base: null, minusKeys,
    });
  }

  async verified(datasetVersion: string, verdict: 'met' | 'breached' = 'met'): Promise<void> {
    const stream = verification(++this.verifications);
    const contract = verdict === 'met' ? dataContractMetV1 : dataContractBreachedV1;
    await this.say(stream, contract, {
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

  start(parameters: object = {}, more: object = {}): Promise<string> {
    return this.done('start-training-run', this.trainBody(parameters, more));
  }

  score(body: object): Promise<string> {
    return this.done('start-scoring-run', { kpi: KPI, dataset: DATASET, datasetVersion: '1', weeks: ['2001-W06', '2001-W07'], ...body });
  }

  ended(run: string): Promise<PublishedEvent> {
    return this.until(`the end of ${run}`, async () => (await this.published(run)).find(({ type }) => /-(succeeded|failed|cancelled)$/.test(type)));
  }

  /** Runs of a purpose, in the order in which they were started. */
  async runsFor(purpose: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query(
      `select stream_id as run from training.events where type in ('TrainingRunStarted', 'TrainingRunDeferred') and version = 1 and published->'data'->>'purpose' = $1 order by global_position`, [purpose]);
    return rows.map((row) => row.run as string);
  }

  async points(run: string): Promise<readonly Record<string, unknown>[]> {
    return (await this.pool.query('select point from training.live_point where id = $1 order by seq', [run])).rows.map((row) => row.point);
  }

  /** Predictions as they are stored. */
  async predictions(digest: Digest): Promise<readonly { readonly row: number; readonly score: number | null }[]> {
    return (await this.files.rows(digest)).map((row) => ({ row: Number(row['row_number']), score: row['score'] as number | null }));
  }

  /** Path of a file that programs may leave a mark in. */
  file(name: string): string {
    return join(this.files.folder, name);
  }
}
