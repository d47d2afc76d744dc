import { canonicalJson, digestOf, reject, rejectForNow, type Digest } from '@throughline/kernel';
import { wantedRowsProblems, type FeatureSet, type Label, type WantedRows } from '../features/index.ts';
import { featuresKnownInTime, labelOfKpi } from './check-features.ts';
import { dayColumn, namedWeeks, outsideVersion, PREDICTION_MOMENT, usableVersion } from './check-version.ts';
import { contractOfManifest, datasetOfManifest, manifestDigestOf, type Manifest } from './manifest.ts';
import type { Refused } from './refusal.ts';
import type { ContractColumn, Parameters, RunFacts } from './run-facts.ts';
import type { RunSpec } from './run-spec.ts';

/** Most bytes of a run's parameters as RFC 8785 text. */
export const PARAMETERS_LIMIT = 100_000;

/** Where the rows are found: not part of what a result depends on. */
export interface Source {
  readonly file: string;
  readonly columns: readonly ContractColumn[];
}

/** A run that may start: what is public of it, its manifest, and what its attempts need besides. */
export interface PlannedRun {
  readonly spec: RunSpec;
  readonly manifest: Manifest;
  readonly source: Source;
  readonly featureSet: FeatureSet;
  readonly parameters: Parameters;
}

type FromFacts = 'kpiVersion' | 'datasetName' | 'datasetDigest' | 'contractVersion' | 'features' | 'label' | 'parametersDigest' | 'manifestDigest';

export interface WantedRun extends Omit<RunSpec, FromFacts> {
  /** Null: the newest. A window pins the version that it was opened with. */
  readonly kpiVersion: number | null;
  readonly featureSet: FeatureSet;
  /** What the model learns; null when scoring. */
  readonly label: Label | null;
  readonly parameters: Parameters;
}

const parametersProblem = (parameters: Parameters): Refused | null => {
  let bytes: number;
  try {
    bytes = new TextEncoder().encode(canonicalJson(parameters)).length;
  } catch (error) {
    return reject('TRAINING.PARAMETERS_INVALID', { problem: (error as Error).message });
  }
  return bytes > PARAMETERS_LIMIT ? reject('TRAINING.PARAMETERS_TOO_LARGE', { bytes, limit: PARAMETERS_LIMIT }) : null;
};

const wantedRows = ({ period, weeks }: Pick<RunSpec, 'period' | 'weeks'>): WantedRows => period ?? { weeks };

const isRefused = (value: unknown): value is Refused => typeof value === 'object' && value !== null && 'accepted' in value;

const scorerOfManifest = ({ scorer, subject }: WantedRun): Manifest['scorer'] => {
  if (scorer?.kind === 'feature') return scorer;
  return scorer && subject?.kind === 'artifact' ? { kind: 'program', model: subject.digest } : null;
};

const firstRefusal = (...checks: readonly (() => Refused | null)[]): Refused | null => {
  for (const check of checks) {
    const refused = check();
    if (refused) return refused;
  }
  return null;
};

/** Everything that must hold before a run starts, whatever its kind; the first thing that does not is the answer. */
export const planRun = (wanted: WantedRun, { kpi, version: fact, environment }: RunFacts): PlannedRun | Refused => {
  if (!kpi) return rejectForNow('TRAINING.NO_SUCH_KPI', { kpi: wanted.kpi });
  const version = usableVersion(fact, wanted.dataset, wanted.datasetVersion);
  if (isRefused(version)) return version;
  const day = dayColumn(version);
  if (isRefused(day)) return day;
  const { kpiVersion, featureSet, parameters, ...asked } = wanted;
  const days = () => asked.period ? [{ name: `${asked.period.from} until before ${asked.period.to}`, ...asked.period }] : namedWeeks(asked.weeks);
  const refused = firstRefusal(
    () => {
      const problems = wantedRowsProblems(wantedRows(asked));
      return problems.length > 0 ? reject('TRAINING.ROWS_INVALID', { problems: problems.join('; ') }) : null;
    },
    () => outsideVersion(version, days()),
    () => featuresKnownInTime(featureSet, version),
    () => (asked.label ? labelOfKpi(asked.label, kpi) : null),
    () => parametersProblem(parameters),
  );
  if (refused) return refused;
  const parametersDigest: Digest = digestOf(parameters);
  const features = { digest: digestOf(featureSet), names: featureSet.features.map(({ name }) => name) };
  const manifest: Manifest = {
    schemaVersion: 1, kind: asked.kind, dataset: datasetOfManifest(version), contract: contractOfManifest(version.contract, PREDICTION_MOMENT, day),
    rows: asked.period ? { period: asked.period } : { weeks: asked.weeks }, features, label: asked.label, scorer: scorerOfManifest(wanted),
    program: asked.program && { codeDigest: asked.program.codeDigest, command: asked.program.command }, input: asked.input, parametersDigest, seed: asked.seed, environment,
  };
  const spec: RunSpec = {
    ...asked, kpiVersion: kpiVersion ?? kpi.kpiVersion, datasetName: version.name, datasetDigest: version.sha256, contractVersion: version.contract.contractVersion,
    features, parametersDigest, manifestDigest: manifestDigestOf(manifest),
  };
  return { spec, manifest, source: { file: version.file, columns: version.contract.columns }, featureSet, parameters };
};
