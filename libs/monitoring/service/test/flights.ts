import { dataContractMetV1, dataContractPublishedV1, datasetVersionRecordedV1 } from '@throughline/data-quality-contracts';
import { naturalStream, type Digest, type Subject } from '@throughline/kernel';
import { modelVersionPromotedV1, modelVersionRegisteredV1, modelVersionRolledBackV1 } from '@throughline/registry-contracts';
import { kpiBaselineRecordedV1, kpiDefinedV1, kpiTargetSetV1 } from '@throughline/requirements-contracts';
import type { ContextBench } from '@throughline/testing/context-bench';
import { trainingRunFailedV1, trainingRunSucceededV1 } from '@throughline/training-contracts';
import { FLIGHTS_SQL } from './made-up-flights.ts';

const uuid = (n: number): string => `0d3b1a8e-7c64-5f21-9b0e-${String(n).padStart(12, '0')}`;
export const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
export const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: digest(letter) });
export const KPI = `kpi-${uuid(1)}`;
export const DATASET = naturalStream('dataset', 'default', 'flights');
export const MODEL = naturalStream('model', 'default', 'late-flights');
export const MONITOR = naturalStream('monitor', 'default', MODEL, 'production');
export const run = (n: number): string => `training-run-${uuid(100 + n)}`;

/** The other contexts of the late-flights story, on a made-up data set. */
export class Flights {
  private sha256 = '';

  constructor(private readonly bench: ContextBench) {}

  async file(): Promise<void> {
    ({ sha256: this.sha256 } = await this.bench.files.parquet('flights', FLIGHTS_SQL));
  }

  contract(): Promise<void> {
    const column = (name: string, logicalType: string, availableAt: string, expression: string | null = null) => ({ name, logicalType, availableAt, expression });
    return this.bench.say(naturalStream('data-contract', 'default', 'flights'), dataContractPublishedV1, {
      dataset: DATASET, datasetName: 'flights', odcsId: 'flights', contractVersion: 1, document: { digest: digest('0'), size: 1 }, rules: [], notChecked: [],
      moments: ['prediction', 'departure', 'arrival'],
      columns: [
        column('date', 'timestamp', 'departure'), column('delay', 'integer', 'arrival'), column('distance', 'integer', 'prediction'), column('origin', 'string', 'prediction'),
        column('destination', 'string', 'prediction'), column('day', 'date', 'prediction', 'CAST(date AS DATE)'),
      ],
    });
  }

  /** `to` bounds the version; `keys` are left out. */
  async version(version: string, { to = null, keys = [], met = true }: { readonly to?: string | null; readonly keys?: readonly string[]; readonly met?: boolean } = {}): Promise<void> {
    await this.bench.say(DATASET, datasetVersionRecordedV1, {
      name: 'flights', version, file: 'flights/data.parquet', sha256: this.sha256, size: 1, mediaType: 'application/vnd.apache.parquet',
      range: to === null ? null : { column: 'date', from: '2001-01-01', to }, base: null, minusKeys: [...keys],
    });
    if (!met) return;
    await this.bench.say(naturalStream('verification', 'default', version), dataContractMetV1, {
      dataset: DATASET, datasetName: 'flights', datasetVersion: version, datasetDigest: this.sha256, contract: naturalStream('data-contract', 'default', 'flights'), contractVersion: 1,
      verification: naturalStream('verification', 'default', version), severeFailures: [],
    });
  }

  kpi(): Promise<void> {
    return this.bench.say(KPI, kpiDefinedV1, { kpiVersion: 1, definition: {
      name: 'Late flights warned of', metric: { name: 'recall-at-share', share: 0.3 }, unit: 'ratio', direction: 'higher', window: 'iso-week', segment: 'all flights',
      procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, procedureDigest: digest('c'), guards: [{ metric: 'calibration-error', atMost: 0.05 }],
    } });
  }

  async target(target: number, evaluation: string): Promise<void> {
    await this.bench.say(KPI, kpiBaselineRecordedV1, { kpiVersion: 1, value: 0.3, evaluation, datasetDigest: this.sha256, datasetVersion: '3', weeks: ['2001-W10'] });
    await this.bench.say(KPI, kpiTargetSetV1, { kpiVersion: 1, target, baseline: 0.3, guards: [{ metric: 'calibration-error', atMost: 0.05 }] });
  }

  /** Predictions by SQL over the row number `i`. */
  predictions(name: string, score: string): Promise<string> {
    return this.bench.files.parquetBlob(name, `SELECT i AS row_number, CAST(${score} AS DOUBLE) AS score FROM range(0, 4200) AS r(i)`);
  }

  scored(n: number, predictions: string, over: {
    readonly purpose: 'baseline' | 'evaluation' | 'comparison' | 'window' | 'window-baseline'; readonly weeks: readonly string[]; readonly letter?: string; readonly version?: string;
  }): Promise<void> {
    const feature = over.purpose === 'baseline' || over.purpose === 'window-baseline';
    return this.bench.say(run(n), trainingRunSucceededV1, {
      kind: 'score', purpose: over.purpose, kpi: KPI, kpiVersion: 1, model: feature ? null : 'late-flights', dataset: DATASET, datasetName: 'flights', datasetVersion: over.version ?? '3',
      datasetDigest: this.sha256, contractVersion: 1, period: null, weeks: [...over.weeks], scorer: feature ? { kind: 'feature', feature: 'origin_late_1d' } : { kind: 'program' },
      subject: feature ? null : artifact(over.letter ?? 'a'), artifact: null, predictions: { digest: predictions, size: 1 }, series: null, outputComplete: true,
      window: over.purpose.startsWith('window') ? { monitor: MONITOR, week: over.weeks[0]! } : null, evaluateOn: null, manifestDigest: digest('d'), cached: null, seconds: 1, attempts: 1,
    }, { actor: 'service:training', onBehalfOf: 'human:eve' });
  }

  scoringFailed(n: number, week: string): Promise<void> {
    return this.bench.say(run(n), trainingRunFailedV1, {
      kind: 'score', purpose: 'window', kpi: KPI, window: { monitor: MONITOR, week }, reason: 'the program ended with exit code 1', exitCode: 1, attempts: 3, series: null,
    });
  }

  registered(letter: string, to = '2001-03-01'): Promise<void> {
    return this.bench.say(naturalStream('model-version', 'default', 'late-flights', letter), modelVersionRegisteredV1, {
      model: MODEL, name: 'late-flights', kpi: KPI, subject: artifact(letter), run: run(1), dataset: DATASET, datasetName: 'flights', datasetVersion: '3', datasetDigest: digest('f'),
      contractVersion: 1, period: { from: '2001-01-01', to }, manifestDigest: digest('d'), authors: ['human:eve'],
    });
  }

  promoted(letter: string, previous: string | null = null): Promise<void> {
    const { evaluation, evidence } = modelVersionPromotedV1.example;
    return this.bench.say(MODEL, modelVersionPromotedV1, {
      promotion: uuid(7), model: MODEL, name: 'late-flights', kpi: KPI, subject: artifact(letter), number: 1, environment: 'production', previous: previous ? artifact(previous) : null,
      evaluation, evidence, reason: 'The evidence holds.',
    }, { actor: 'human:bo' });
  }

  rolledBack(letter: string, previous: string): Promise<void> {
    return this.bench.say(MODEL, modelVersionRolledBackV1, {
      model: MODEL, name: 'late-flights', kpi: KPI, environment: 'production', subject: artifact(letter), number: 1, previous: artifact(previous), reason: 'Worse than before.',
    });
  }
}
