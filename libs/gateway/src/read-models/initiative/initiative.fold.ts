import type { Actor } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { InitiativeProposedV1, QualificationQuestionAnsweredV1 } from '@throughline/requirements-contracts';
import {
  initiativeApprovedV1, initiativeDatasetLinkedV1, initiativeKpiLinkedV1, initiativeModelLinkedV1, initiativeMonitorLinkedV1, initiativeProposedV1,
  initiativeRejectedV1, initiativeRoleAssignedV1, qualificationQuestionAnsweredV1,
} from '@throughline/requirements-contracts';
import { text, texts } from '../columns.ts';
import { fold } from '../fold.ts';

export interface InitiativeDocument extends InitiativeProposedV1 {
  readonly status: 'proposed' | 'approved' | 'rejected';
  readonly proposedBy: Actor;
  readonly answers: readonly (QualificationQuestionAnsweredV1 & { readonly by: Actor; readonly at: string })[];
  readonly roles: readonly { readonly role: string; readonly person: string }[];
  readonly decision: { readonly reason: string; readonly by: Actor; readonly at: string } | null;
  readonly kpis: readonly string[];
  readonly datasets: readonly string[];
  readonly models: readonly string[];
  readonly monitors: readonly string[];
}

const including = (links: readonly string[], link: string): readonly string[] => links.includes(link) ? links : [...links, link];

export const initiative = fold<InitiativeDocument>({
  name: 'initiative', version: 1,
  columns: { status: text((doc) => doc.status), owner: text((doc) => doc.owner), kpis: texts((doc) => doc.kpis) },
  starts: [
    when(initiativeProposedV1, ({ data, actor }): InitiativeDocument =>
      ({ ...data, status: 'proposed', proposedBy: actor, answers: [], roles: [], decision: null, kpis: [], datasets: [], models: [], monitors: [] })),
  ],
  on: [
    when(qualificationQuestionAnsweredV1, ({ data, actor, time }, doc) =>
      ({ ...doc, answers: [...doc.answers.filter(({ question }) => question !== data.question), { ...data, by: actor, at: time }] })),
    when(initiativeRoleAssignedV1, ({ data }, doc) => ({ ...doc, roles: [...doc.roles.filter(({ role }) => role !== data.role), data] })),
    when(initiativeApprovedV1, ({ data, actor, time }, doc) => ({ ...doc, status: 'approved', decision: { reason: data.reason, by: actor, at: time } })),
    when(initiativeRejectedV1, ({ data, actor, time }, doc) => ({ ...doc, status: 'rejected', decision: { reason: data.reason, by: actor, at: time } })),
    when(initiativeKpiLinkedV1, ({ data }, doc) => ({ ...doc, kpis: including(doc.kpis, data.kpi) })),
    when(initiativeDatasetLinkedV1, ({ data }, doc) => ({ ...doc, datasets: including(doc.datasets, data.dataset) })),
    when(initiativeModelLinkedV1, ({ data }, doc) => ({ ...doc, models: including(doc.models, data.model) })),
    when(initiativeMonitorLinkedV1, ({ data }, doc) => ({ ...doc, monitors: including(doc.monitors, data.monitor) })),
  ],
});
