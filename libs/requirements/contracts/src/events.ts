import type { EventContract } from '@throughline/kernel';
import { criterionBecameStaleV1 } from './criterion-became-stale.v1.ts';
import { criterionSatisfiedV1 } from './criterion-satisfied.v1.ts';
import { criterionViolatedV1 } from './criterion-violated.v1.ts';
import { factRecordedV1 } from './fact-recorded.v1.ts';
import { gateFailedV1 } from './gate-failed.v1.ts';
import { gatePassedV1 } from './gate-passed.v1.ts';
import { gateRequestedV1 } from './gate-requested.v1.ts';
import { initiativeApprovedV1 } from './initiative-approved.v1.ts';
import { initiativeDatasetLinkedV1 } from './initiative-dataset-linked.v1.ts';
import { initiativeKpiLinkedV1 } from './initiative-kpi-linked.v1.ts';
import { initiativeModelLinkedV1 } from './initiative-model-linked.v1.ts';
import { initiativeMonitorLinkedV1 } from './initiative-monitor-linked.v1.ts';
import { initiativeProposedV1 } from './initiative-proposed.v1.ts';
import { initiativeRejectedV1 } from './initiative-rejected.v1.ts';
import { initiativeRoleAssignedV1 } from './initiative-role-assigned.v1.ts';
import { kpiBaselineRecordedV1 } from './kpi-baseline-recorded.v1.ts';
import { kpiDefinedV1 } from './kpi-defined.v1.ts';
import { kpiRevisedV1 } from './kpi-revised.v1.ts';
import { kpiTargetSetV1 } from './kpi-target-set.v1.ts';
import { phaseAtRiskV1 } from './phase-at-risk.v1.ts';
import { phaseEnteredV1 } from './phase-entered.v1.ts';
import { phaseRiskEndedV1 } from './phase-risk-ended.v1.ts';
import { qualificationQuestionAnsweredV1 } from './qualification-question-answered.v1.ts';

/** Every public event of this context, newest versions last. */
export const requirementsEvents = [
  initiativeProposedV1,
  qualificationQuestionAnsweredV1,
  initiativeRoleAssignedV1,
  initiativeApprovedV1,
  initiativeRejectedV1,
  initiativeKpiLinkedV1,
  initiativeDatasetLinkedV1,
  initiativeModelLinkedV1,
  initiativeMonitorLinkedV1,
  kpiDefinedV1,
  kpiRevisedV1,
  kpiBaselineRecordedV1,
  kpiTargetSetV1,
  factRecordedV1,
  criterionSatisfiedV1,
  criterionViolatedV1,
  criterionBecameStaleV1,
  gateRequestedV1,
  gatePassedV1,
  gateFailedV1,
  phaseEnteredV1,
  phaseAtRiskV1,
  phaseRiskEndedV1,
] satisfies readonly EventContract[];
