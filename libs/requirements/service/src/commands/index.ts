import {
  answerQualificationQuestion, assignInitiativeRole, decideGate, decideQualification, defineKpi, linkInitiativeDataset, linkInitiativeKpi,
  proposeInitiative, recordKpiBaseline, requestGate, reviseKpi, setKpiTarget,
} from '@throughline/requirements-contracts';
import { internalCommand, type RegisteredCommand } from '@throughline/commands';
import { AnswerQualificationQuestion, AnswerQualificationQuestionHandler } from './answer-qualification-question.ts';
import { AssignInitiativeRole, AssignInitiativeRoleHandler } from './assign-initiative-role.ts';
import { DecideGate, DecideGateHandler } from './decide-gate.ts';
import { DecideQualification, DecideQualificationHandler } from './decide-qualification.ts';
import { DefineKpi, DefineKpiHandler } from './define-kpi.ts';
import { LinkInitiativeDataset, LinkInitiativeDatasetHandler } from './link-initiative-dataset.ts';
import { LinkInitiativeKpi, LinkInitiativeKpiHandler } from './link-initiative-kpi.ts';
import { LinkInitiativeModel, LinkInitiativeModelHandler } from './link-initiative-model.ts';
import { LinkInitiativeMonitor, LinkInitiativeMonitorHandler } from './link-initiative-monitor.ts';
import { ProposeInitiative, ProposeInitiativeHandler } from './propose-initiative.ts';
import { RecordFact, RecordFactHandler } from './record-fact.ts';
import { RecordKpiBaseline, RecordKpiBaselineHandler } from './record-kpi-baseline.ts';
import { RequestGate, RequestGateHandler } from './request-gate.ts';
import { ReviseKpi, ReviseKpiHandler } from './revise-kpi.ts';
import { SetKpiTarget, SetKpiTargetHandler } from './set-kpi-target.ts';

export const commands: readonly RegisteredCommand[] = [
  { contract: proposeInitiative, command: ProposeInitiative },
  { contract: answerQualificationQuestion, command: AnswerQualificationQuestion },
  { contract: assignInitiativeRole, command: AssignInitiativeRole },
  { contract: decideQualification, command: DecideQualification },
  { contract: linkInitiativeKpi, command: LinkInitiativeKpi },
  { contract: linkInitiativeDataset, command: LinkInitiativeDataset },
  { contract: defineKpi, command: DefineKpi },
  { contract: reviseKpi, command: ReviseKpi },
  { contract: recordKpiBaseline, command: RecordKpiBaseline },
  { contract: setKpiTarget, command: SetKpiTarget },
  { contract: requestGate, command: RequestGate },
  { contract: decideGate, command: DecideGate },
  { contract: internalCommand('requirements', 'link-initiative-model'), command: LinkInitiativeModel },
  { contract: internalCommand('requirements', 'link-initiative-monitor'), command: LinkInitiativeMonitor },
  { contract: internalCommand('requirements', 'record-fact'), command: RecordFact },
];

export const handlers = [
  AnswerQualificationQuestionHandler, AssignInitiativeRoleHandler, DecideGateHandler, DecideQualificationHandler, DefineKpiHandler,
  LinkInitiativeDatasetHandler, LinkInitiativeKpiHandler, LinkInitiativeModelHandler, LinkInitiativeMonitorHandler, ProposeInitiativeHandler,
  RecordFactHandler, RecordKpiBaselineHandler, RequestGateHandler, ReviseKpiHandler, SetKpiTargetHandler,
];
