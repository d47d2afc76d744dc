export interface Guard {
  readonly metric: 'calibration-error' | 'log-loss';
  readonly atMost: number;
}

/** What makes a row positive: an SQL expression over the named columns only. */
export interface Procedure {
  readonly label: string;
  readonly expression: string;
  readonly columns: readonly string[];
}

/** One version of a KPI, as a measurement pins it. */
export interface KpiPin {
  readonly kpi: string;
  readonly kpiVersion: number;
  readonly share: number;
  readonly direction: 'higher' | 'lower';
  readonly procedure: Procedure;
  readonly target: number | null;
  readonly guards: readonly Guard[];
}

/** The point value against the target; null when either is missing: neither met nor missed. */
export const isMet = (value: number | null, { target, direction }: Pick<KpiPin, 'target' | 'direction'>): boolean | null => {
  if (value === null || target === null) return null;
  return direction === 'higher' ? value >= target : value <= target;
};
