import type { Figure, Interval, Undefined } from '../metrics/index.ts';

/** A figure as events carry it. */
export interface FigureData {
  readonly value: number | null;
  readonly reason: string | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: string | null;
}

export const figureData = (figure: Figure, interval?: Interval | Undefined): FigureData => ({
  value: figure.kind === 'value' ? figure.value : null,
  reason: figure.kind === 'value' ? null : figure.reason,
  lower: figure.kind === 'value' && interval?.kind === 'interval' ? interval.lower : null,
  upper: figure.kind === 'value' && interval?.kind === 'interval' ? interval.upper : null,
  method: figure.kind === 'value' && interval?.kind === 'interval' ? interval.method : null,
});

export const noFigureData = (reason: string): FigureData => ({ value: null, reason, lower: null, upper: null, method: null });
