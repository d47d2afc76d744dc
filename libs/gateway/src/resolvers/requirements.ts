import {
  answerQualificationQuestion, assignInitiativeRole, decideGate, decideQualification, defineKpi, linkInitiativeDataset, linkInitiativeKpi,
  proposeInitiative, recordKpiBaseline, requestGate, requirementsEvents, requirementsRefusals, reviseKpi, setKpiTarget,
} from '@throughline/requirements-contracts';
import { command } from '../commands/command-resolver.ts';
import { fourQuestions } from '../read-models/initiative/four-questions.ts';
import { initiative, type InitiativeDocument } from '../read-models/initiative/initiative.fold.ts';
import { kpi } from '../read-models/kpi/kpi.fold.ts';
import { phaseGate, type PhaseGateDocument } from '../read-models/phase-gate/phase-gate.fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import type { GatewayContext } from './gateway-context.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';
import { many, naming, one } from './related.ts';

const gatesOf = naming(phaseGate, 'initiative');

export const requirements: GatewayPart = {
  context: 'requirements',
  events: requirementsEvents,
  refusals: requirementsRefusals,
  folds: [initiative, kpi, phaseGate],
  resolvers: {
    Query: {
      initiative: lookup(initiative),
      initiatives: list(initiative, { filters: { status: 'status' } }),
      kpi: lookup(kpi),
      kpis: list(kpi),
      phaseGate: lookup(phaseGate),
      phaseGates: list(phaseGate, { filters: { phase: 'phase' } }),
    },
    Initiative: {
      questions: ({ doc }: Row<InitiativeDocument>) => fourQuestions(doc.answers),
      kpis: many(kpi, (doc: { kpis: readonly string[] }) => doc.kpis),
      gate: async (row: Row, args: unknown, context: GatewayContext) => (await gatesOf(row, args, context))[0] ?? null,
    },
    PhaseGate: {
      initiative: one(initiative, (doc: PhaseGateDocument) => doc.initiative),
    },
    Mutation: {
      proposeInitiative: command(proposeInitiative),
      answerQualificationQuestion: command(answerQualificationQuestion, ({ initiativeId: _, ...rest }, { id }) => ({ ...rest, initiative: id('initiativeId', 'Initiative') })),
      assignInitiativeRole: command(assignInitiativeRole, ({ role, person }, { id }) => ({ initiative: id('initiativeId', 'Initiative'), role, person })),
      decideQualification: command(decideQualification, ({ initiativeId: _, ...rest }, { id }) => ({ ...rest, initiative: id('initiativeId', 'Initiative') })),
      linkInitiativeKpi: command(linkInitiativeKpi, (_, { id }) => ({ initiative: id('initiativeId', 'Initiative'), kpi: id('kpiId', 'Kpi') })),
      linkInitiativeDataset: command(linkInitiativeDataset, (_, { id }) => ({ initiative: id('initiativeId', 'Initiative'), dataset: id('datasetId', 'Dataset') })),
      defineKpi: command(defineKpi),
      reviseKpi: command(reviseKpi, ({ definition, reason }, { id }) => ({ kpi: id('kpiId', 'Kpi'), definition, reason })),
      recordKpiBaseline: command(recordKpiBaseline, (_, { id }) => ({ kpi: id('kpiId', 'Kpi'), evaluation: id('evaluationId', 'Evaluation') })),
      setKpiTarget: command(setKpiTarget, ({ target }, { id }) => ({ kpi: id('kpiId', 'Kpi'), target })),
      requestGate: command(requestGate, ({ phase, subject }, { id }) => ({ initiative: id('initiativeId', 'Initiative'), phase, subject })),
      decideGate: command(decideGate, ({ request, decision, reason }, { id }) => ({ initiative: id('initiativeId', 'Initiative'), request, decision, reason })),
    },
  },
};
