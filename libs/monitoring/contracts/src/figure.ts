import { Type, type Static } from 'typebox';

const number = Type.Union([Type.Number(), Type.Null()]);
const text = Type.Union([Type.String({ minLength: 1, maxLength: 80 }), Type.Null()]);

/**
 * A figure or the reason why there is none; undefined is neither 0 nor a pass.
 * `lower` and `upper` bound a two-sided 95 % interval whose method is named; null when the figure has none.
 */
export const figure = Type.Object({ value: number, reason: text, lower: number, upper: number, method: text }, { additionalProperties: false });
export type FigureV1 = Static<typeof figure>;

/** How far a column's values in the window have moved from the reference; cells are those of the reference. */
export const drift = Type.Object({
  feature: Type.String({ minLength: 1, maxLength: 80 }),
  /** `edges`: numeric cells of equal mass in the reference; `categories`: its most frequent values and one cell for all others. */
  kind: Type.Enum(['edges', 'categories']),
  cells: Type.Integer({ minimum: 1 }),
  /** Divergence to base 2, in [0, 1]. */
  jensenShannon: number,
  /** Natural logarithm; a cell that is empty on one side counts half a row there. */
  psi: number,
  /** Why there is no figure, for example `no-values`. */
  reason: text,
  referenceValues: Type.Integer({ minimum: 0 }),
  currentValues: Type.Integer({ minimum: 0 }),
  currentNulls: Type.Integer({ minimum: 0 }),
}, { additionalProperties: false });

export const aFigure: FigureV1 = { value: 0.4412, reason: null, lower: 0.4301, upper: 0.4523, method: 'wilson' };
export const aPlainFigure: FigureV1 = { value: 0.6312, reason: null, lower: null, upper: null, method: null };
