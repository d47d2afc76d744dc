import { compareModelVersions, confirmLabels, openWindow, remeasureEvaluation, remeasureWindow } from '@throughline/monitoring-contracts';
import { internalCommand, type RegisteredCommand } from '@throughline/commands';
import { ActivateMonitor, ActivateMonitorHandler } from './activate-monitor.ts';
import { CompareModelVersions, CompareModelVersionsHandler } from './compare-model-versions.ts';
import { CompleteComparison, CompleteComparisonHandler } from './complete-comparison.ts';
import { CompleteEvaluation, CompleteEvaluationHandler } from './complete-evaluation.ts';
import { CompleteWindowMeasurement, CompleteWindowMeasurementHandler } from './complete-window-measurement.ts';
import { ConfirmLabels, ConfirmLabelsHandler } from './confirm-labels.ts';
import { FailComparison, FailComparisonHandler } from './fail-comparison.ts';
import { FailEvaluation, FailEvaluationHandler } from './fail-evaluation.ts';
import { FailWindowMeasurement, FailWindowMeasurementHandler } from './fail-window-measurement.ts';
import { OpenWindow, OpenWindowHandler } from './open-window.ts';
import { RecordWindowPredictions, RecordWindowPredictionsHandler } from './record-window-predictions.ts';
import { RecordWindowScoringFailure, RecordWindowScoringFailureHandler } from './record-window-scoring-failure.ts';
import { RemeasureEvaluation, RemeasureEvaluationHandler } from './remeasure-evaluation.ts';
import { RemeasureWindow, RemeasureWindowHandler } from './remeasure-window.ts';
import { RequestEvaluation, RequestEvaluationHandler } from './request-evaluation.ts';
import { ResumeEvaluation, ResumeEvaluationHandler } from './resume-evaluation.ts';
import { ResumeMonitor, ResumeMonitorHandler } from './resume-monitor.ts';
import { MeasureBesideBaseline, MeasureBesideBaselineHandler } from './measure-beside-baseline.ts';

export const commands: readonly RegisteredCommand[] = [
  { contract: compareModelVersions, command: CompareModelVersions },
  { contract: confirmLabels, command: ConfirmLabels },
  { contract: openWindow, command: OpenWindow },
  { contract: remeasureEvaluation, command: RemeasureEvaluation },
  { contract: remeasureWindow, command: RemeasureWindow },
  { contract: internalCommand('monitoring', 'activate-monitor'), command: ActivateMonitor },
  { contract: internalCommand('monitoring', 'complete-comparison'), command: CompleteComparison },
  { contract: internalCommand('monitoring', 'complete-evaluation'), command: CompleteEvaluation },
  { contract: internalCommand('monitoring', 'complete-window-measurement'), command: CompleteWindowMeasurement },
  { contract: internalCommand('monitoring', 'fail-comparison'), command: FailComparison },
  { contract: internalCommand('monitoring', 'fail-evaluation'), command: FailEvaluation },
  { contract: internalCommand('monitoring', 'fail-window-measurement'), command: FailWindowMeasurement },
  { contract: internalCommand('monitoring', 'record-window-predictions'), command: RecordWindowPredictions },
  { contract: internalCommand('monitoring', 'record-window-scoring-failure'), command: RecordWindowScoringFailure },
  { contract: internalCommand('monitoring', 'request-evaluation'), command: RequestEvaluation },
  { contract: internalCommand('monitoring', 'resume-evaluation'), command: ResumeEvaluation },
  { contract: internalCommand('monitoring', 'resume-monitor'), command: ResumeMonitor },
  { contract: internalCommand('monitoring', 'measure-beside-baseline'), command: MeasureBesideBaseline },
];

export const handlers = [
  ActivateMonitorHandler,
  CompareModelVersionsHandler,
  CompleteComparisonHandler,
  CompleteEvaluationHandler,
  CompleteWindowMeasurementHandler,
  ConfirmLabelsHandler,
  FailComparisonHandler,
  FailEvaluationHandler,
  FailWindowMeasurementHandler,
  OpenWindowHandler,
  RecordWindowPredictionsHandler,
  RecordWindowScoringFailureHandler,
  RemeasureEvaluationHandler,
  RemeasureWindowHandler,
  RequestEvaluationHandler,
  ResumeEvaluationHandler,
  ResumeMonitorHandler,
  MeasureBesideBaselineHandler,
];
