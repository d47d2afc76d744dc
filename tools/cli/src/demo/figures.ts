import type { ToldRefusal } from './client.ts';

/** What `--json` prints: every figure as the plane computed it. */
export interface Figures {
  rows: number;
  sha256: string;
  contract: { rules: { id: string; evaluated: number; failed: number; members?: number }[] };
  baseline: { recallAt30: number | null; weeks: { isoWeek: string; recallAt30: number | null }[] };
  runs: { id: string; manifestDigest: string; artifactDigest: string | null; cached: boolean; seconds: number }[];
  evaluation: { auc: number | null; logLoss: number | null; recallAt30: number | null };
  weeks: {
    isoWeek: string; rows: number; late: number; auc: number | null; recallAt30: number | null; band: readonly [number, number] | null;
    baselineRecallAt30: number | null; calibrationError: number | null; kpiMet: boolean | null; modelVersion: number | null;
  }[];
  gates: { phase: string; result: string; criteria: { id: string; result: string }[] }[];
  refusals: readonly ToldRefusal[];
  comparison: { weeks: { isoWeek: string; incumbent: number | null; candidate: number | null }[]; difference: number | null; band: readonly [number, number] | null; verdict: string } | null;
  production: { asOf: string; version: number | null }[];
  events: { perContext: Record<string, number>; total: number };
  digests: { projection: string; live: string; rebuilt: string }[];
  journal: { context: string; stored: number; journaled: number; equal: boolean }[];
  /** By process; null where the system does not say. */
  peakMemoryMb: Readonly<Record<string, number | null>>;
  seconds: { total: number; perStep: Record<string, number> };
  volatile: string[];
}

export const emptyFigures = (): Figures => ({
  rows: 0, sha256: '', contract: { rules: [] }, baseline: { recallAt30: null, weeks: [] }, runs: [], evaluation: { auc: null, logLoss: null, recallAt30: null },
  weeks: [], gates: [], refusals: [], comparison: null, production: [], events: { perContext: {}, total: 0 }, digests: [], journal: [], peakMemoryMb: {},
  seconds: { total: 0, perStep: {} },
  // Events and journal count every story told in the same data folder.
  volatile: ['runs[].id', 'runs[].seconds', 'production[].asOf', 'digests[].live', 'digests[].rebuilt', 'events', 'journal[].stored', 'journal[].journaled', 'peakMemoryMb', 'seconds'],
});
