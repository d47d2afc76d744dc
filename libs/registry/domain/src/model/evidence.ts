import type { ModelVersion } from '../model-version/model-version.ts';

/** Newest verification of the dataset version that a model version learnt from. */
export interface ContractFact {
  readonly verification: string;
  readonly verdict: 'met' | 'breached' | 'inconclusive';
  readonly severeFailures: readonly string[];
  readonly authors: readonly string[];
}

/** How an initiative that the KPI serves stands before the gate to MVP. */
export interface GateFact {
  readonly initiative: string;
  readonly passed: boolean;
  /** Criteria that are known not to hold. */
  readonly open: readonly { readonly criterion: string; readonly title: string; readonly result: string; readonly remedy: string }[];
  readonly authors: readonly string[];
}

/** What is known about one model version when its promotion is asked for or decided. */
export interface PromotionFacts {
  readonly version: ModelVersion;
  /** First version of the KPI that measures what it measures today; null while its definition is not known. */
  readonly kpiDefinedIn: number | null;
  readonly contract: ContractFact | null;
  readonly gates: readonly GateFact[];
}

/** What a promotion rests on, all of it about one subject. */
export interface Evidence {
  readonly evaluation: string;
  readonly baseline: string;
  readonly recallAtShare: number;
  readonly baselineRecallAtShare: number;
  readonly run: string;
  readonly reproduction: string;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly verification: string;
  readonly initiative: string;
  readonly authors: readonly string[];
}
