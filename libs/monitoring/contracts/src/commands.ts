import { Type, type Static } from 'typebox';
import { defineCommand, type CommandContract, type RefusalSentences } from '@throughline/kernel';
import { aDataset, aKpi, aMonitor, anotherRun, aRun, calendarDate, datasetVersion, isoWeek, streamId } from './shared.ts';

const openWindowBody = Type.Object({
  monitor: streamId, week: isoWeek, dataset: streamId, datasetVersion, businessDate: calendarDate,
}, { additionalProperties: false });
export type OpenWindowBody = Static<typeof openWindowBody>;
/** The week must be over on the business date and covered by a usable dataset version. */
export const openWindow = defineCommand<OpenWindowBody>({
  context: 'monitoring', name: 'open-window', summary: 'Says that the rows of a week have arrived, so that they are scored.', roles: ['sre'], concurrency: 'commutes',
  schema: openWindowBody,
  example: { monitor: aMonitor, week: '2001-W14', dataset: aDataset, datasetVersion: '4-q1', businessDate: '2001-04-09' },
});

const confirmLabelsBody = Type.Object({
  monitor: streamId, week: isoWeek, datasetVersion, businessDate: calendarDate,
}, { additionalProperties: false });
export type ConfirmLabelsBody = Static<typeof confirmLabelsBody>;
/** At the earliest a week after the week's end. Another dataset version for a measured week makes a revision. */
export const confirmLabels = defineCommand<ConfirmLabelsBody>({
  context: 'monitoring', name: 'confirm-labels', summary: 'Says that the outcomes of a week are complete, so that it is measured.', roles: ['sre'], concurrency: 'commutes',
  schema: confirmLabelsBody,
  example: { monitor: aMonitor, week: '2001-W14', datasetVersion: '4-q1', businessDate: '2001-04-16' },
});

const remeasureWindowBody = Type.Object({ monitor: streamId, week: isoWeek }, { additionalProperties: false });
export type RemeasureWindowBody = Static<typeof remeasureWindowBody>;
export const remeasureWindow = defineCommand<RemeasureWindowBody>({
  context: 'monitoring', name: 'remeasure-window', summary: 'Tries once more what a window still lacks: its scores, or a measurement that failed.', roles: ['sre'], concurrency: 'commutes',
  schema: remeasureWindowBody,
  example: { monitor: aMonitor, week: '2001-W14' },
});

const remeasureEvaluationBody = Type.Object({ evaluation: streamId }, { additionalProperties: false });
export type RemeasureEvaluationBody = Static<typeof remeasureEvaluationBody>;
export const remeasureEvaluation = defineCommand<RemeasureEvaluationBody>({
  context: 'monitoring', name: 'remeasure-evaluation', summary: 'Tries an evaluation that failed once more.', roles: ['ml-engineer', 'sre'], concurrency: 'commutes',
  schema: remeasureEvaluationBody,
  example: { evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61' },
});

const compareModelVersionsBody = Type.Object({
  kpi: streamId,
  /** Scoring runs of the two versions over the same weeks of the same dataset version. */
  incumbentRun: streamId, candidateRun: streamId,
  /** The cut: every week begins on it or later, and neither version was trained on later outcomes. */
  after: calendarDate,
  /** The labels of every week must be due on it. */
  businessDate: calendarDate,
}, { additionalProperties: false });
export type CompareModelVersionsBody = Static<typeof compareModelVersionsBody>;
export const compareModelVersions = defineCommand<CompareModelVersionsBody>({
  context: 'monitoring', name: 'compare-model-versions', summary: 'Compares two versions, paired, on weeks after a cut.', roles: ['ml-engineer'], concurrency: 'creates',
  schema: compareModelVersionsBody,
  example: { kpi: aKpi, incumbentRun: aRun, candidateRun: anotherRun, after: '2001-05-14', businessDate: '2001-07-09' },
});

/** Every public command of this context. */
export const monitoringCommands = [
  openWindow,
  confirmLabels,
  remeasureWindow,
  remeasureEvaluation,
  compareModelVersions,
] satisfies readonly CommandContract[];

/** The sentence that each refusal of this context becomes. */
export const monitoringRefusals: RefusalSentences = {
  'MONITORING.NO_SUCH_MONITOR': 'There is no such monitor in this workspace; promote a model version first.',
  'MONITORING.MONITOR_NOT_READY': 'The monitor is not active yet: it waits for {awaiting}.',
  'MONITORING.NO_SUCH_WEEK': 'week: {week} is no ISO week; W53 exists only in long years.',
  'MONITORING.NO_SUCH_DATE': '{field}: {date} is no calendar date.',
  'MONITORING.WEEK_NOT_OVER': 'week: {week} ends on {end}; its window can be opened from then on, not on {businessDate}.',
  'MONITORING.DATASET_VERSION_UNKNOWN': 'datasetVersion: {datasetVersion} is not known; record and verify it first.',
  'MONITORING.DATASET_NOT_USABLE': 'datasetVersion: {datasetVersion} cannot be used: its newest verification says {verdict}. Verify it, or quarantine the rows that fail.',
  'MONITORING.OTHER_DATASET': 'datasetVersion: labels come from another dataset than the window.',
  'MONITORING.WEEK_NOT_COVERED': 'datasetVersion: {datasetVersion} does not hold the whole week {week}; it holds {from} until before {to}.',
  'MONITORING.DATA_CONTRACT_MISSING': 'dataset: no data contract says which column holds the day; publish one first.',
  'MONITORING.KPI_UNKNOWN': 'The KPI is not known here yet.',
  'MONITORING.WINDOW_ALREADY_OPEN': 'week: {week} was opened with dataset version {datasetVersion}; confirm its labels with another version to revise it.',
  'MONITORING.NO_SUCH_WINDOW': 'week: the window {week} was not opened.',
  'MONITORING.LABELS_TOO_EARLY': 'businessDate: the labels of {week} are complete from {due} on, not on {businessDate}.',
  'MONITORING.LABELS_SUPERSEDED': 'businessDate: labels of {week} were confirmed on {confirmed} already, which is later than {businessDate}.',
  'MONITORING.PREDICTIONS_ALREADY_RECORDED': 'The window {week} has its predictions already.',
  'MONITORING.OTHER_SUBJECT': 'The predictions for {week} come from another model version than the window names.',
  'MONITORING.NO_BASELINE_EXPECTED': 'The window {week} has no baseline to be scored.',
  'MONITORING.NOTHING_TO_REPEAT': 'Nothing failed here that could be tried again: it is {status}.',
  'MONITORING.NO_SUCH_EVALUATION': 'There is no such evaluation in this workspace.',
  'MONITORING.NO_SUCH_COMPARISON': 'There is no such comparison in this workspace.',
  'MONITORING.RUN_UNKNOWN': '{field}: {run} is not known as a scoring run that succeeded.',
  'MONITORING.RUN_OF_OTHER_KPI': '{field}: {run} was scored for another KPI.',
  'MONITORING.NOT_A_MODEL': '{field}: {run} ranked by a feature, not with a model version.',
  'MONITORING.SAME_VERSION': 'candidateRun: both runs scored with the same model version.',
  'MONITORING.OTHER_MODEL': 'candidateRun: the two versions belong to different models.',
  'MONITORING.DIFFERENT_ROWS': 'candidateRun: both runs must score the same weeks of the same dataset version.',
  'MONITORING.VERSION_UNKNOWN': '{field}: the model version is not registered; its training period is not known.',
  'MONITORING.CUT_INSIDE_TRAINING': 'after: {field} was trained on outcomes until before {trainedUntil}; compare on weeks after that.',
  'MONITORING.WEEKS_BEFORE_CUT': 'after: {weeks} begin before {after}; score weeks after the cut only.',
};
