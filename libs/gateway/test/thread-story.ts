import { randomUUID } from 'node:crypto';
import { dataContractPublishedV1, datasetRegisteredV1, datasetVersionRecordedV1, verificationCompletedV1, verificationStartedV1 } from '@throughline/data-quality-contracts';
import type { EventContract, Subject } from '@throughline/kernel';
import { naturalStream, subjectKey } from '@throughline/kernel';
import {
  alertClosedV1, alertRaisedV1, kpiMeasuredV1, monitorActivatedV1, monitorSubjectChangedV1, windowMeasuredV1, windowOpenedV1, windowScoredV1,
} from '@throughline/monitoring-contracts';
import { modelNamedV1, modelVersionEvaluatedV1, modelVersionNumberedV1, modelVersionPromotedV1, modelVersionRegisteredV1, promotionRequestedV1 } from '@throughline/registry-contracts';
import {
  criterionSatisfiedV1, criterionViolatedV1, initiativeApprovedV1, initiativeDatasetLinkedV1, initiativeKpiLinkedV1, initiativeModelLinkedV1, initiativeMonitorLinkedV1,
  initiativeProposedV1, kpiBaselineRecordedV1, kpiDefinedV1, kpiTargetSetV1, phaseAtRiskV1, phaseEnteredV1, phaseRiskEndedV1,
} from '@throughline/requirements-contracts';
import { trainingRunStartedV1, trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { GatewayBench } from './gateway-bench.ts';

export const WEEKS = Array.from({ length: 13 }, (_, i) => `2001-W${14 + i}`);
export const onDay = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;
export const subjectOf = (run: number): Subject => ({ kind: 'artifact', digest: `sha256:${String(run).repeat(64)}` });

/** The days of March on which the three runs of a model end. */
const RUN_DAYS = [3, 8, 20];

/**
 * One initiative with two KPIs, two datasets (one of them breached), a model of three versions from three runs, and a monitor of 13
 * windows, of which one is measured on each day from the sixth on; the second week misses and alerts until the third version serves.
 * @param times how many models with all that belongs to them hang under the initiative
 * @returns the initiative's stream
 */
export const tellThread = async ({ contexts }: GatewayBench, workspace: string, times = 1): Promise<string> => {
  const stream = (type: string, name: string): string => naturalStream(type, workspace, name);
  const story: { readonly day: number; readonly tell: () => Promise<unknown> }[] = [];
  const say = <Data>(owner: keyof GatewayBench['contexts'], at: string, contract: EventContract<Data>, data: Partial<Data>, day: number): void => {
    story.push({ day, tell: () => contexts[owner].say(at, contract, { ...contract.example, ...data }, { workspace, time: onDay(day) }) });
  };
  const initiative = stream('initiative', 'late-flights');
  const gate = stream('phase-gate', 'late-flights');
  say('requirements', initiative, initiativeProposedV1, {}, 1);
  say('requirements', initiative, initiativeApprovedV1, {}, 1);
  say('requirements', gate, criterionSatisfiedV1, { initiative }, 2);
  say('requirements', gate, phaseEnteredV1, { initiative, phase: 'mvp' }, 4);

  for (let n = 1; n <= times; n++) {
    const [kpi, second] = [stream('kpi', `recall-${n}`), stream('kpi', `guard-${n}`)];
    for (const each of [kpi, second]) {
      say('requirements', each, kpiDefinedV1, { definition: { ...kpiDefinedV1.example.definition, name: each === kpi ? `recall ${n}` : `guard ${n}` } }, 1);
      say('requirements', initiative, initiativeKpiLinkedV1, { kpi: each }, 1);
    }
    say('requirements', kpi, kpiBaselineRecordedV1, {}, 2);
    say('requirements', kpi, kpiTargetSetV1, {}, 2);

    for (const [name, verdict] of [[`flights-${n}`, 'met'], [`weather-${n}`, 'breached']] as const) {
      const [dataset, contract] = [stream('dataset', name), stream('data-contract', name)];
      const of = { dataset, datasetName: name, contract, datasetVersion: '3' };
      say('data-quality', dataset, datasetRegisteredV1, { name }, 1);
      say('data-quality', dataset, datasetVersionRecordedV1, { name }, 1);
      say('data-quality', contract, dataContractPublishedV1, { dataset, datasetName: name }, 1);
      say('data-quality', stream('verification', name), verificationStartedV1, of, 1);
      say('data-quality', stream('verification', name), verificationCompletedV1, { ...of, verdict }, 2);
      say('requirements', initiative, initiativeDatasetLinkedV1, { dataset }, 1);
    }

    const [name, dataset] = [`late-flights-${n}`, stream('dataset', `flights-${n}`)];
    const [model, monitor] = [stream('model', name), stream('monitor', name)];
    say('registry', model, modelNamedV1, { name }, 3);
    say('requirements', initiative, initiativeModelLinkedV1, { model, kpi }, 3);
    for (const [i, day] of RUN_DAYS.entries()) {
      const [run, subject, number, promotion] = [stream('training-run', `${name}-${i}`), subjectOf(i + 1), i + 1, randomUUID()];
      const version = naturalStream('model-version', workspace, name, subjectKey(subject));
      const about = { model, name, kpi, subject, number };
      say('training', run, trainingRunStartedV1, { kpi, dataset, model: name }, day);
      say('training', run, trainingRunSucceededV1, { kpi, dataset, model: name, subject }, day);
      say('registry', version, modelVersionRegisteredV1, { model, name, kpi, subject, run, dataset }, day);
      say('registry', version, modelVersionEvaluatedV1, { model, name, kpi, subject }, day);
      say('registry', model, modelVersionNumberedV1, { model, name, subject, number }, day);
      // The second version is never promoted.
      if (number === 2) continue;
      const evidence = { ...promotionRequestedV1.example.evidence, initiative, run, dataset, reproduction: stream('training-run', `${name}-0`), verification: stream('verification', `flights-${n}`) };
      say('registry', model, promotionRequestedV1, { ...about, promotion, evidence }, day);
      say('registry', model, modelVersionPromotedV1, { ...about, promotion, evidence, previous: null }, day + 1);
    }

    const watched = { monitor, kpi, modelName: name };
    say('monitoring', monitor, monitorActivatedV1, { ...watched, model, subject: subjectOf(1), reference: { ...monitorActivatedV1.example.reference, dataset } }, 4);
    say('requirements', initiative, initiativeMonitorLinkedV1, { monitor, kpi }, 4);
    for (const [i, week] of WEEKS.entries()) {
      const [value, met] = i === 1 ? [0.39, false] : [0.44, true];
      const in_ = { ...watched, week, subject: subjectOf(1) };
      say('monitoring', monitor, windowOpenedV1, { ...in_, dataset }, 5);
      say('monitoring', monitor, windowScoredV1, { monitor, week, run: stream('training-run', `${name}-0`) }, 5);
      say('monitoring', monitor, windowMeasuredV1, { ...in_, recallAtShare: { ...windowMeasuredV1.example.recallAtShare, value }, kpiMet: met }, 6 + i);
      say('monitoring', monitor, kpiMeasuredV1, { ...in_, value, met }, 6 + i);
      if (i === 1) say('monitoring', monitor, alertRaisedV1, watched, 7);
    }
    say('monitoring', monitor, monitorSubjectChangedV1, { monitor, kpi, subject: subjectOf(3), reference: { ...monitorActivatedV1.example.reference, dataset } }, 21);
    say('monitoring', monitor, alertClosedV1, { monitor, kpi }, 21);
  }

  say('requirements', gate, criterionViolatedV1, { initiative, phase: 'mvp', verdict: { ...criterionViolatedV1.example.verdict, result: 'violated' } }, 7);
  say('requirements', gate, phaseAtRiskV1, { initiative }, 7);
  say('requirements', gate, phaseRiskEndedV1, { initiative }, 21);
  for (const { tell } of story.sort((a, b) => a.day - b.day)) await tell();
  return initiative;
};
