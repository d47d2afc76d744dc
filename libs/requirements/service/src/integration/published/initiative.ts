import {
  initiativeApprovedV1, initiativeDatasetLinkedV1, initiativeKpiLinkedV1, initiativeModelLinkedV1, initiativeMonitorLinkedV1, initiativeProposedV1,
  initiativeRejectedV1, initiativeRoleAssignedV1, qualificationQuestionAnsweredV1,
} from '@throughline/requirements-contracts';
import type { InitiativeEvent } from '@throughline/requirements-domain';
import { publish, type Publishing } from '@throughline/commands';

export const publishInitiative: Publishing<InitiativeEvent> = {
  InitiativeProposed: (data) => publish(initiativeProposedV1, data),
  QualificationQuestionAnswered: (data) => publish(qualificationQuestionAnsweredV1, { ...data, links: [...data.links] }),
  InitiativeRoleAssigned: (data) => publish(initiativeRoleAssignedV1, data),
  InitiativeApproved: (data) => publish(initiativeApprovedV1, data),
  InitiativeRejected: (data) => publish(initiativeRejectedV1, data),
  InitiativeKpiLinked: (data) => publish(initiativeKpiLinkedV1, data),
  InitiativeDatasetLinked: (data) => publish(initiativeDatasetLinkedV1, data),
  InitiativeModelLinked: (data) => publish(initiativeModelLinkedV1, data),
  InitiativeMonitorLinked: (data) => publish(initiativeMonitorLinkedV1, data),
};
