import type { Actor, Command, Event, Recorded } from '@throughline/kernel';

export const QUESTIONS = ['business-problem', 'kpis', 'data', 'know-how', 'legal', 'benefit'] as const;
export type Question = (typeof QUESTIONS)[number];
export type RoleInInitiative = 'data-steward' | 'ml-engineer' | 'approver';

export interface Answer {
  readonly question: Question;
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly rationale: string;
  readonly links: readonly string[];
  readonly followUp: { readonly owner: string; readonly due: string } | null;
}

interface Proposal {
  readonly name: string;
  readonly problem: string;
  readonly owner: string;
  readonly sponsor: string;
  readonly modelSource: 'own' | 'external' | 'both';
  readonly predictionMoment: string;
}

export type InitiativeCommand =
  | Command<'ProposeInitiative', Omit<Proposal, 'owner'> & { readonly owner?: string | undefined }>
  | Command<'AnswerQualificationQuestion', Answer>
  | Command<'AssignInitiativeRole', { readonly role: RoleInInitiative; readonly person: string }>
  | Command<'DecideQualification', { readonly decision: 'go' | 'no-go'; readonly reason: string }>
  | Command<'LinkInitiativeKpi', { readonly kpi: string; readonly known: boolean }>
  | Command<'LinkInitiativeDataset', { readonly dataset: string }>
  | Command<'LinkInitiativeModel', { readonly model: string; readonly kpi: string }>
  | Command<'LinkInitiativeMonitor', { readonly monitor: string; readonly kpi: string }>;

export type InitiativeEvent =
  | Event<'InitiativeProposed', Proposal>
  | Event<'QualificationQuestionAnswered', Answer>
  | Event<'InitiativeRoleAssigned', { readonly role: RoleInInitiative; readonly person: string }>
  | Event<'InitiativeApproved', { readonly reason: string }>
  | Event<'InitiativeRejected', { readonly reason: string }>
  | Event<'InitiativeKpiLinked', { readonly kpi: string }>
  | Event<'InitiativeDatasetLinked', { readonly dataset: string }>
  | Event<'InitiativeModelLinked', { readonly model: string; readonly kpi: string }>
  | Event<'InitiativeMonitorLinked', { readonly monitor: string; readonly kpi: string }>;

/** How somebody had a hand in the initiative, by actor; the first part that they played is kept. */
export type Involvement = ReadonlyMap<string, 'proposer' | 'owner' | 'author of an answer'>;

interface Proposed {
  readonly proposal: Proposal;
  readonly answers: ReadonlyMap<Question, Answer>;
  readonly roles: ReadonlyMap<RoleInInitiative, string>;
  readonly involved: Involvement;
  readonly links: ReadonlySet<string>;
}

export type Initiative =
  | { readonly status: 'absent' }
  | ({ readonly status: 'proposed' | 'approved' | 'rejected' } & Proposed);

export const initialInitiative = (): Initiative => ({ status: 'absent' });

const involve = (state: Proposed, actor: Actor | string, part: 'proposer' | 'owner' | 'author of an answer'): Involvement =>
  state.involved.has(actor) ? state.involved : new Map(state.involved).set(actor, part);

export const evolveInitiative = (state: Initiative, event: Recorded<InitiativeEvent>): Initiative => {
  if (event.type === 'InitiativeProposed') {
    const fresh: Proposed = { proposal: event.data, answers: new Map(), roles: new Map(), involved: new Map(), links: new Set() };
    const proposer = { ...fresh, involved: involve(fresh, event.actor, 'proposer') };
    return { ...proposer, status: 'proposed', involved: involve(proposer, event.data.owner, 'owner') };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'QualificationQuestionAnswered':
      return { ...state, answers: new Map(state.answers).set(event.data.question, event.data), involved: involve(state, event.actor, 'author of an answer') };
    case 'InitiativeRoleAssigned':
      return { ...state, roles: new Map(state.roles).set(event.data.role, event.data.person) };
    case 'InitiativeApproved':
      return { ...state, status: 'approved' };
    case 'InitiativeRejected':
      return { ...state, status: 'rejected' };
    case 'InitiativeKpiLinked':
      return { ...state, links: new Set(state.links).add(event.data.kpi) };
    case 'InitiativeDatasetLinked':
      return { ...state, links: new Set(state.links).add(event.data.dataset) };
    case 'InitiativeModelLinked':
      return { ...state, links: new Set(state.links).add(event.data.model) };
    case 'InitiativeMonitorLinked':
      return { ...state, links: new Set(state.links).add(event.data.monitor) };
  }
};
