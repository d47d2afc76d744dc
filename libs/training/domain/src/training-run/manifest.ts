import { digestOf, type Digest } from '@throughline/kernel';
import type { ContractFact, DatasetVersionFact, Environment } from './run-facts.ts';
import type { Period, RunKind } from './run-spec.ts';
import type { Label } from '../features/index.ts';

/** All that a run's result depends on, and nothing else: no id, no instant, no name of a person. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly kind: RunKind;
  readonly dataset: {
    readonly name: string;
    readonly version: string;
    readonly sha256: Digest;
    readonly range: DatasetVersionFact['range'];
    readonly minusKeys: readonly Digest[];
  };
  readonly contract: { readonly version: number; readonly document: Digest; readonly predictionMoment: string; readonly dayColumn: string };
  readonly rows: { readonly period: Period } | { readonly weeks: readonly string[] };
  readonly features: { readonly digest: Digest; readonly names: readonly string[] };
  readonly label: Label | null;
  readonly scorer: { readonly kind: 'program'; readonly model: Digest } | { readonly kind: 'feature'; readonly feature: string } | null;
  readonly program: { readonly codeDigest: Digest; readonly command: readonly string[] } | null;
  readonly input: 'csv' | 'parquet';
  readonly parametersDigest: Digest;
  readonly seed: number;
  readonly environment: Environment;
}

export const manifestDigestOf = (manifest: Manifest): Digest => digestOf(manifest);

export const datasetOfManifest = ({ name, version, sha256, range, minusKeys }: DatasetVersionFact): Manifest['dataset'] =>
  ({ name, version, sha256, range, minusKeys });

export const contractOfManifest = (contract: ContractFact, predictionMoment: string, dayColumn: string): Manifest['contract'] =>
  ({ version: contract.contractVersion, document: contract.document, predictionMoment, dayColumn });
