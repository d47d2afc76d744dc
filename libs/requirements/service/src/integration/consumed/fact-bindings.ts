import { dataContractBreachedV1, dataContractInconclusiveV1, dataContractMetV1, verificationCompletedV1 } from '@throughline/data-quality-contracts';
import { peopleBehind, type EventContract, type IntegrationEvent, type Subject } from '@throughline/kernel';
import { evaluationMeasuredV1, kpiMeasuredV1, retrainRequestedV1 } from '@throughline/monitoring-contracts';
import { modelVersionPromotedV1, modelVersionRolledBackV1 } from '@throughline/registry-contracts';
import { initiativeApprovedV1, initiativeRoleAssignedV1, kpiTargetSetV1 } from '@throughline/requirements-contracts';
import type { Fact } from '@throughline/requirements-domain';
import { trainingRunDifferedV1, trainingRunReproducedV1 } from '@throughline/training-contracts';

/** What an event says about the thing that initiatives link: its anchor. */
interface Observation {
  readonly key: string;
  readonly value: Fact['value'];
  readonly subject?: Subject | null;
  /** KPI, dataset or initiative that carries the fact to the initiatives that link it. */
  readonly anchor: string;
}

export interface FactBinding {
  readonly contract: EventContract;
  readonly observe: (event: IntegrationEvent<never>) => readonly Observation[];
  /** Evidence has authors, who may not decide on it; a decision or an assignment has none. */
  readonly evidence: boolean;
}

const bind = <Data>(contract: EventContract<Data>, observe: (event: IntegrationEvent<Data>) => readonly Observation[], evidence = true): FactBinding =>
  ({ contract: contract as EventContract, observe: observe as FactBinding['observe'], evidence });

const inProduction = <D extends { readonly environment: string; readonly kpi: string; readonly subject: Subject }>({ data }: IntegrationEvent<D>): readonly Observation[] =>
  data.environment === 'production' ? [{ key: 'production.subject', value: true, subject: data.subject, anchor: data.kpi }] : [];

/** The binding table: foreign events to facts. A renamed foreign event or field changes this file alone. */
export const FACT_BINDINGS: readonly FactBinding[] = [
  bind(initiativeApprovedV1, ({ stream }) => [{ key: 'initiative.approved', value: true, anchor: stream }], false),
  bind(initiativeRoleAssignedV1, ({ stream, data }) => [{ key: `role.${data.role}`, value: true, anchor: stream }], false),
  bind(kpiTargetSetV1, ({ stream, data }) => [{ key: 'kpi.ready', value: data.guards.length > 0, anchor: stream }]),
  bind(verificationCompletedV1, ({ data }) => [{ key: 'dataset.profiled', value: true, anchor: data.dataset }]),
  bind(dataContractMetV1, ({ data }) => [{ key: 'contract.met', value: true, anchor: data.dataset }]),
  bind(dataContractBreachedV1, ({ data }) => [{ key: 'contract.met', value: false, anchor: data.dataset }]),
  bind(dataContractInconclusiveV1, ({ data }) => [{ key: 'contract.met', value: 'inconclusive', anchor: data.dataset }]),
  bind(evaluationMeasuredV1, ({ data }) => {
    if (!data.subject) return [{ key: 'baseline.measured', value: data.figures.recallAtShare.value ?? 'undefined', anchor: data.kpi }];
    return data.beatsBaseline === null ? [] : [{ key: 'model.beats-baseline', value: data.beatsBaseline, subject: data.subject, anchor: data.kpi }];
  }),
  bind(trainingRunReproducedV1, ({ data }) => [{ key: 'run.reproduced', value: true, subject: data.subject, anchor: data.kpi }]),
  bind(trainingRunDifferedV1, ({ data }) => [{ key: 'run.reproduced', value: false, subject: data.subject, anchor: data.kpi }]),
  bind(modelVersionPromotedV1, inProduction, false),
  bind(modelVersionRolledBackV1, inProduction, false),
  bind(retrainRequestedV1, ({ data }) => [{ key: 'kpi.retrain-requested', value: true, subject: data.subject, anchor: data.kpi }]),
  bind(kpiMeasuredV1, ({ data }) => (data.met === null ? [] : [
    { key: 'kpi.met', value: data.met, subject: data.subject, anchor: data.kpi },
    // A window that is met again answers the request for a retrain.
    ...(data.met ? [{ key: 'kpi.retrain-requested', value: false, subject: data.subject, anchor: data.kpi }] : []),
  ])),
];

/** The facts of one event, with the anchor of each. */
export const factsOfEvent = (binding: FactBinding, event: IntegrationEvent<never>): readonly { readonly anchor: string; readonly fact: Fact }[] =>
  binding.observe(event).map(({ key, value, subject = null, anchor }) => ({
    anchor,
    // Of one anchor only the newest word on a key and subject counts, whichever stream says it.
    fact: { key, value, subject, source: anchor, eventId: event.id, observedAt: event.time, authors: binding.evidence ? peopleBehind(event) : [] },
  }));
