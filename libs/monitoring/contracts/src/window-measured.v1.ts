import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aFigure, aPlainFigure, drift, figure } from './figure.ts';
import { aDigest, aKpi, aMonitor, aSubject, count, datasetVersion, digest, isoWeek, name, nullable, streamId, subject } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  modelName: name,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  subject,
  week: isoWeek,
  /** 1 for the first measurement; label batches that arrive later make the next. */
  revision: Type.Integer({ minimum: 1 }),
  datasetVersion,
  rows: count,
  positives: count,
  auc: figure,
  recallAtShare: figure,
  calibrationError: figure,
  logLoss: figure,
  baselineRecallAtShare: figure,
  drift: Type.Array(drift),
  /** Digest of the blob with the reference's cells and counts; null when no feature could be profiled. */
  referenceProfile: nullable(digest),
  /** Point value against target; null when either is missing. */
  kpiMet: nullable(Type.Boolean()),
  /** Guards above their bound: shown and warned of, no miss. */
  guardsBroken: Type.Array(Type.String({ minLength: 1, maxLength: 80 })),
  /** Guards whose figure is undefined: neither kept nor broken. */
  guardsUndefined: Type.Array(Type.String({ minLength: 1, maxLength: 80 })),
}, { additionalProperties: false });

export type WindowMeasuredV1 = Static<typeof schema>;

/** A window was measured; a later revision of the same week replaces it. */
export const windowMeasuredV1 = defineEvent<WindowMeasuredV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'window-measured', version: 1,
  summary: 'A window was measured; a later revision of the same week replaces it.',
  schema,
  example: {
    monitor: aMonitor, modelName: 'late-flights', kpi: aKpi, kpiVersion: 1, subject: aSubject, week: '2001-W14', revision: 1, datasetVersion: '4-q1', rows: 115204, positives: 23110,
    auc: aPlainFigure, recallAtShare: aFigure, calibrationError: { ...aPlainFigure, value: 0.031 }, logLoss: { ...aPlainFigure, value: 0.4871 }, baselineRecallAtShare: { ...aFigure, value: 0.3901 },
    drift: [{ feature: 'origin', kind: 'categories', cells: 21, jensenShannon: 0.0012, psi: 0.0084, reason: null, referenceValues: 905012, currentValues: 115204, currentNulls: 0 }],
    referenceProfile: aDigest, kpiMet: true, guardsBroken: [], guardsUndefined: [],
  },
});
