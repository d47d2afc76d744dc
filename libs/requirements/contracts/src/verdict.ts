import { Type, type Static } from 'typebox';
import { fact, factExample } from './fact.ts';

export const policyVersion = Type.Integer({ minimum: 1 });

/** What became of one criterion, and why. */
export const verdict = Type.Object({
  criterion: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 80 }),
  title: Type.String({ maxLength: 200 }),
  /** Only satisfied lets a gate pass. */
  result: Type.Enum(['satisfied', 'violated', 'unknown', 'stale']),
  /** The predicate in words, for example `model.beats-baseline = true`. */
  threshold: Type.String({ maxLength: 200 }),
  /** The fact that decided; null when none is known. */
  fact: Type.Union([fact, Type.Null()]),
  remedy: Type.String({ maxLength: 500 }),
}, { additionalProperties: false });

export type Verdict = Static<typeof verdict>;

export const verdictExample: Verdict = {
  criterion: 'kpi-ready', title: 'A KPI with baseline, target and guard', result: 'satisfied', threshold: 'kpi.ready = true', fact: factExample,
  remedy: 'Measure the baseline and set a target that beats it.',
};
