import { Type, type Static } from 'typebox';
import { count, digest, ruleId } from './shared.ts';

/** What became of one rule. Nothing evaluated is inconclusive, never a pass. */
export const ruleResult = Type.Object({
  rule: ruleId,
  kind: Type.String({ minLength: 1, maxLength: 60 }),
  severe: Type.Boolean(),
  /** What the counts count; of `dataset` there is one. */
  unit: Type.Enum(['rows', 'weeks', 'dataset']),
  evaluated: count,
  failed: count,
  /** Within the rule's filter and without a verdict, such as the week that the version's end cuts; left out: none. */
  notEvaluated: Type.Optional(count),
  /** Rows of repeated groups, where the rule counts surplus rows as failed. */
  members: Type.Union([count, Type.Null()]),
  verdict: Type.Enum(['passed', 'failed', 'inconclusive']),
  /** Why nothing could be evaluated. */
  reason: Type.Union([Type.String({ maxLength: 500 }), Type.Null()]),
  /** Parquet file of what failed, all of it: `row_number`, or `week` and `value`. */
  keys: Type.Union([Type.Object({ digest, size: count, rows: count }, { additionalProperties: false }), Type.Null()]),
}, { additionalProperties: false });

export type RuleResultV1 = Static<typeof ruleResult>;
