import type { Digest, Json } from '@throughline/kernel';
import type { FeatureSet, Problem } from '../features/index.ts';

export interface KpiFact {
  readonly kpi: string;
  readonly kpiVersion: number;
  /** What the KPI counts as positive. */
  readonly procedure: { readonly label: string; readonly expression: string; readonly columns: readonly string[] };
}

export interface ContractColumn {
  readonly name: string;
  readonly logicalType: string;
  readonly availableAt: string | null;
  readonly expression: string | null;
}

export interface ContractFact {
  readonly contractVersion: number;
  readonly document: Digest;
  readonly moments: readonly string[];
  readonly columns: readonly ContractColumn[];
}

/** A dataset version with its newest verdict, as this context knows it. */
export interface DatasetVersionFact {
  readonly dataset: string;
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: Digest;
  readonly range: { readonly column: string; readonly from: string; readonly to: string } | null;
  readonly minusKeys: readonly Digest[];
  readonly verdict: 'met' | 'breached' | 'inconclusive' | null;
  readonly severeFailures: readonly string[];
  readonly contractVersion: number | null;
  readonly contract: ContractFact | null;
}

/** Versions that the same inputs may still give other bytes under. */
export interface Environment {
  readonly node: string;
  readonly duckdb: string;
  readonly platform: string;
}

/** Feature declarations as they were sent: parsed, or what is wrong with them. */
export type FeaturesFact = { readonly ok: true; readonly features: FeatureSet } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A program's folder as it was copied, or why it could not be. */
export type ProgramFact = { readonly folder: string; readonly codeDigest: Digest } | { readonly folder: string; readonly problem: string };

export type Parameters = { readonly [name: string]: Json | undefined };

/** How a model version is scored with: recorded with the run that made it. */
export interface Recipe {
  readonly run: string;
  readonly model: string;
  readonly program: { readonly folder: string; readonly codeDigest: Digest; readonly command: readonly string[] };
  readonly featureSet: FeatureSet;
  readonly parameters: Parameters;
  readonly seed: number;
  readonly input: 'csv' | 'parquet';
}

/** What every decision to start a run looks up. */
export interface RunFacts {
  readonly kpi: KpiFact | null;
  readonly version: DatasetVersionFact | null;
  readonly environment: Environment;
}
