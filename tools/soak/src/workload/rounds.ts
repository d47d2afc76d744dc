import { isIsoWeek, nextWeek, weekPeriod, type IsoWeek } from '@throughline/kernel';
import { labelsDueOn } from '@throughline/monitoring-domain';
import { contractOf, FEATURES, FIRST_WINDOW, LAST_WINDOW, LEARNT, type Material, SEVERE_RULE, WEEKS } from './material.ts';
import type { Sender } from './sender.ts';
import { DEFINITION, proposal, type Stage } from './stage.ts';
import { runEnded, verified } from './wait-for-end.ts';
import type { Random } from '../random.ts';

/** What one round of commands is sent with. */
export interface Round {
  readonly sender: Sender;
  readonly stage: Stage;
  readonly material: Material;
  readonly random: Random;
  /** Differs between clients and rounds. */
  readonly name: string;
  /** Counts a client's rounds from 1. */
  readonly number: number;
}

const isoWeekAfter = (first: IsoWeek, weeks: number): IsoWeek | null => {
  let week = first;
  for (let n = 0; n < weeks; n++) {
    const next = nextWeek(week);
    if (!isIsoWeek(next) || next > LAST_WINDOW) return null;
    week = next;
  }
  return week;
};

/** An initiative with a KPI and people: facts go to its gate within one context, by two policies. */
export const initiativeRound = async ({ sender, random, name }: Round): Promise<void> => {
  const owner = 'product-owner';
  const initiative = await sender.done(owner, 'proposeInitiative', proposal(`Initiative ${name}`));
  const kpi = await sender.done(owner, 'defineKpi', { definition: DEFINITION });
  const initiativeId = initiative.id;
  await sender.done(owner, 'assignInitiativeRole', { initiativeId, expectedVersion: null, role: 'APPROVER', person: 'human:bo' });
  await sender.done(owner, 'linkInitiativeKpi', { initiativeId, expectedVersion: null, kpiId: kpi.id });
  if (random.next() < 0.5) await sender.done(owner, 'assignInitiativeRole', { initiativeId, expectedVersion: null, role: 'ML_ENGINEER', person: 'human:eve' });
  await sender.done(owner, 'answerQualificationQuestion', { initiativeId, expectedVersion: null, question: 'KPIS', answer: 'YES', rationale: 'Countable from the records.' });
  if (random.next() < 0.3) await sender.done(owner, 'reviseKpi', { kpiId: kpi.id, expectedVersion: kpi.version, definition: { ...DEFINITION, name: `Late flights ${name}` }, reason: 'A better name.' });
};

/** A dataset that breaks its contract, is quarantined and verified again by a policy; its verdicts are facts of an initiative in another context. */
export const datasetRound = async ({ sender, material, name }: Round): Promise<void> => {
  const steward = 'data-steward';
  const dataset = await sender.done(steward, 'registerDataset', { name: `flights-${name}`, description: 'Some flights.' });
  const datasetId = dataset.id;
  const initiative = await sender.done('product-owner', 'proposeInitiative', proposal(`Data ${name}`));
  await sender.done('product-owner', 'linkInitiativeDataset', { initiativeId: initiative.id, expectedVersion: null, datasetId });
  await sender.done(steward, 'publishDataContract', { datasetId, expectedVersion: null, document: contractOf(`flights-${name}`) });
  await sender.done(steward, 'recordDatasetVersion', { datasetId, expectedVersion: null, version: '1', ...material.dirty, mediaType: 'CSV' });
  const { id: verificationId } = await verified(sender, dataset, '1');
  await sender.done(steward, 'quarantineRows', { datasetId, expectedVersion: null, version: '1', verificationId, rules: [SEVERE_RULE], reason: 'Errors of the source.' });
};

const REMEASURED = 3;

/** Measured, or failed on the way. */
const windowEnded = (sender: Sender, monitorId: string, week: string): Promise<string> => sender.until(async () => {
  const { monitor: { window } } = await sender.ask<{ monitor: { window: { state: string; scoring: Failing | null; baselineScoring: Failing | null } | null } }>(
    'query($id: ID!, $week: String!) { monitor(id: $id) { window(week: $week) { state scoring { failure } baselineScoring { failure } } } }', { id: monitorId, week });
  if (!window) return null;
  return window.scoring?.failure || window.baselineScoring?.failure ? 'FAILED' : window.state !== 'WAITING' && window.state;
});
interface Failing { readonly failure: string | null }

/** A week in production: scored with the model and with the baseline's feature when it has passed, measured when its labels are confirmed. */
export const windowRound = async ({ sender, stage, number }: Round): Promise<void> => {
  const week = isoWeekAfter(FIRST_WINDOW, number - 1);
  if (week === null) return; // the file ends here
  const common = { monitorId: stage.monitor.id, expectedVersion: null, week, datasetVersion: stage.datasetVersion };
  await sender.done('feed', 'openWindow', { ...common, datasetId: stage.dataset.id, businessDate: weekPeriod(week).to });
  await sender.done('feed', 'confirmLabels', { ...common, businessDate: labelsDueOn(week) });
  for (let again = 0; again <= REMEASURED; again++) {
    if (await windowEnded(sender, stage.monitor.id, week) === 'MEASURED') return;
    // Its program was killed: a person has it scored again.
    await sender.send('feed', 'remeasureWindow', { monitorId: stage.monitor.id, expectedVersion: null, week });
  }
};

/** A model is trained, registered, numbered, linked, scored and evaluated: five policies over four contexts. Sometimes it is made again. */
export const trainingRound = async ({ sender, stage, material, random, name }: Round): Promise<void> => {
  const milliseconds = Math.round(random.between(200, 2_000));
  const input = {
    kpiId: stage.kpi.id, model: 'soaked', datasetId: stage.dataset.id, datasetVersion: stage.datasetVersion, period: LEARNT, features: FEATURES,
    program: { folder: 'program', command: ['node', 'train.mjs'] }, parameters: { marks: material.marks, milliseconds, name }, seed: Math.floor(random.between(0, 4_000_000_000)),
    input: 'CSV', evaluateOn: { datasetVersion: stage.datasetVersion, weeks: WEEKS, command: ['node', 'score.mjs'] },
  };
  const run = await sender.done('ml-engineer', 'startTrainingRun', input);
  const { state } = await runEnded(sender, run.id);
  if (state !== 'SUCCEEDED') return; // its program was killed: that is its one outcome
  const { evaluateOn: _, ...same } = input;
  if (random.next() < 0.4) await runEnded(sender, (await sender.done('ml-engineer', 'startTrainingRun', { ...same, forced: random.next() < 0.7 })).id);
};
