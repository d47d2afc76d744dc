import { Type, type Static } from 'typebox';
import { DIGEST_PATTERN } from '@throughline/kernel';

/** ISO 8601 week, for example `2001-W14`. */
export const ISO_WEEK_PATTERN = '^\\d{4}-W(0[1-9]|[1-4]\\d|5[0-3])$';

/** A figure that must stay within a bound; broken, it is shown and warned of, and is no miss. */
export const guard = Type.Object({
  metric: Type.Enum(['calibration-error', 'log-loss']),
  atMost: Type.Number(),
}, { additionalProperties: false });

/** What makes a row positive: an SQL expression over the named columns of the dataset. */
export const procedure = Type.Object({
  label: Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }),
  expression: Type.String({ minLength: 1, maxLength: 500 }),
  columns: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 20 }),
}, { additionalProperties: false });

export const kpiDefinition = Type.Object({
  name: Type.String({ minLength: 3, maxLength: 120 }),
  /** Of the positive rows of a window, the share among the `share` of rows with the highest score. */
  metric: Type.Object({
    name: Type.Enum(['recall-at-share']),
    share: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
  }, { additionalProperties: false }),
  unit: Type.Enum(['ratio']),
  direction: Type.Enum(['higher', 'lower']),
  /** Windows are calendar weeks of the data's own dates, which carry no zone. */
  window: Type.Enum(['iso-week']),
  segment: Type.String({ minLength: 1, maxLength: 200 }),
  procedure,
  /** SHA-256 of the RFC 8785 text of the procedure. */
  procedureDigest: Type.String({ pattern: DIGEST_PATTERN }),
  guards: Type.Array(guard, { maxItems: 10 }),
}, { additionalProperties: false });

export type Guard = Static<typeof guard>;
export type KpiDefinition = Static<typeof kpiDefinition>;

export const kpiDefinitionExample: KpiDefinition = {
  name: 'Late flights among those warned of', metric: { name: 'recall-at-share', share: 0.3 }, unit: 'ratio', direction: 'higher',
  window: 'iso-week', segment: 'all flights', procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] },
  procedureDigest: 'sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', guards: [{ metric: 'calibration-error', atMost: 0.05 }],
};
