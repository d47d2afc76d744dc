import { Type, type Static } from 'typebox';
import { count, digest, ruleId } from './shared.ts';

/** What became of one rule. Nothing evaluated is inconclusive, never a pass. */
export const ruleResult = Type.Object({
  rule: ruleId,
  kind: Type.String({ minLength: 1, maxLength: 60 }),
  severe: Type.Boolean(),
  unit: Type.Enum(['rows', 'weeks']),
  evaluated: count,
  failed: count,
  /** Rows of repeated groups, where the rule counts surplus rows as failed. */
  members: Type.Union([count, Type.Null()]),
  verdict: Type.Enum(['passed', 'failed', 'inconclusive']),
  /** Why nothing could be evaluated. */
  reason: Type.Union([Type.String({ maxLength: 500 }), Type.Null()]),
  /** File of the failing rows' numbers, all of them. */
  keys: Type.Union([Type.Object({ digest, rows: count }, { additionalProperties: false }), Type.Null()]),
}, { additionalProperties: false });

export type RuleResultV1 = Static<typeof ruleResult>;
