import type { Digest, Subject } from '@throughline/kernel';
import type { Label } from '../features/index.ts';

export type RunKind = 'train' | 'score';
export type RunPurpose = 'train' | 'baseline' | 'evaluation' | 'window' | 'window-baseline' | 'comparison';

export interface Period {
  readonly from: string;
  readonly to: string;
}

export type Scorer = { readonly kind: 'program' } | { readonly kind: 'feature'; readonly feature: string };

export interface Program {
  readonly folder: string;
  readonly codeDigest: Digest;
  readonly command: readonly string[];
}

export interface RunWindow {
  readonly monitor: string;
  readonly week: string;
}

export interface EvaluateOn {
  readonly datasetVersion: string;
  readonly weeks: readonly string[];
  readonly program: { readonly command: readonly string[] };
}

export interface RunLimits {
  readonly seconds: number;
  readonly outputBytes: number;
}

export const DEFAULT_LIMITS: RunLimits = { seconds: 900, outputBytes: 512 * 1024 * 1024 };

export type InputFormat = 'csv' | 'parquet';

/** What was asked for, all of it public. */
export interface RunSpec {
  readonly kind: RunKind;
  readonly purpose: RunPurpose;
  readonly kpi: string;
  readonly kpiVersion: number;
  readonly model: string | null;
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetVersion: string;
  readonly datasetDigest: Digest;
  readonly contractVersion: number;
  readonly period: Period | null;
  readonly weeks: readonly string[];
  readonly scorer: Scorer | null;
  readonly program: Program | null;
  readonly input: InputFormat;
  readonly features: { readonly digest: Digest; readonly names: readonly string[] };
  readonly label: Label | null;
  readonly parametersDigest: Digest;
  readonly seed: number;
  readonly subject: Subject | null;
  readonly window: RunWindow | null;
  readonly evaluateOn: EvaluateOn | null;
  readonly forced: boolean;
  readonly limits: RunLimits;
  readonly manifestDigest: Digest;
}

export interface Stored {
  readonly digest: Digest;
  readonly size: number;
}

export interface RunResult {
  readonly artifact: Stored | null;
  readonly predictions: Stored | null;
  readonly series: Stored | null;
  readonly outputComplete: boolean;
}

/** Digest that a rerun must come to again. */
export const resultDigest = (result: Pick<RunResult, 'artifact' | 'predictions'>): Digest => {
  const stored = result.artifact ?? result.predictions;
  if (!stored) throw new Error('a run that succeeded has an artefact or predictions');
  return stored.digest;
};
