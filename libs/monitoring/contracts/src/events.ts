import type { EventContract } from '@throughline/kernel';
import { alertClosedV1 } from './alert-closed.v1.ts';
import { alertRaisedV1 } from './alert-raised.v1.ts';
import { comparisonFailedV1 } from './comparison-failed.v1.ts';
import { comparisonRequestedV1 } from './comparison-requested.v1.ts';
import { evaluationFailedV1 } from './evaluation-failed.v1.ts';
import { evaluationMeasuredV1 } from './evaluation-measured.v1.ts';
import { evaluationRequestedV1 } from './evaluation-requested.v1.ts';
import { kpiMeasuredV1 } from './kpi-measured.v1.ts';
import { kpiMissedV1 } from './kpi-missed.v1.ts';
import { labelsConfirmedV1 } from './labels-confirmed.v1.ts';
import { modelVersionsComparedV1 } from './model-versions-compared.v1.ts';
import { monitorActivatedV1 } from './monitor-activated.v1.ts';
import { monitorSubjectChangedV1 } from './monitor-subject-changed.v1.ts';
import { retrainRequestedV1 } from './retrain-requested.v1.ts';
import { windowMeasuredV1 } from './window-measured.v1.ts';
import { windowMeasurementFailedV1 } from './window-measurement-failed.v1.ts';
import { windowOpenedV1 } from './window-opened.v1.ts';
import { windowScoredV1 } from './window-scored.v1.ts';
import { windowScoringFailedV1 } from './window-scoring-failed.v1.ts';

/** Every public event of this context, newest versions last. */
export const monitoringEvents = [
  evaluationRequestedV1,
  evaluationMeasuredV1,
  evaluationFailedV1,
  monitorActivatedV1,
  monitorSubjectChangedV1,
  windowOpenedV1,
  windowScoredV1,
  windowScoringFailedV1,
  labelsConfirmedV1,
  windowMeasuredV1,
  windowMeasurementFailedV1,
  kpiMeasuredV1,
  kpiMissedV1,
  alertRaisedV1,
  alertClosedV1,
  retrainRequestedV1,
  comparisonRequestedV1,
  modelVersionsComparedV1,
  comparisonFailedV1,
] satisfies readonly EventContract[];
