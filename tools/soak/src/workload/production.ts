import { PERSONAS, type PersonaName } from '@throughline/identity';
import type { Subject } from '@throughline/kernel';
import { FEATURES, LEARNT, type Material, WEEKS } from './material.ts';
import type { Sender } from './sender.ts';
import type { Named, Unwatched } from './staged.ts';
import { runEnded } from './wait-for-end.ts';

const QUESTIONS = ['BUSINESS_PROBLEM', 'KPIS', 'DATA', 'KNOW_HOW', 'LEGAL', 'BENEFIT'];
const personOf = (name: PersonaName): string => `${PERSONAS[name].kind}:${PERSONAS[name].id}`;

/** The version of anything, as a command on it must give it. */
const versionOf = async (sender: Sender, id: string): Promise<number> =>
  (await sender.ask<{ node: { version: number } }>('query($id: ID!) { node(id: $id) { ... on Entity { version } } }', { id })).node.version;

const approve = async (sender: Sender, stage: Unwatched, initiativeId: string): Promise<void> => {
  for (const question of QUESTIONS) await sender.done('product-owner', 'answerQualificationQuestion', { initiativeId, expectedVersion: null, question, answer: 'YES', rationale: 'So it is.' });
  for (const [role, person] of [['DATA_STEWARD', 'data-steward'], ['ML_ENGINEER', 'ml-engineer'], ['APPROVER', 'approver']] as const) {
    await sender.done('product-owner', 'assignInitiativeRole', { initiativeId, expectedVersion: null, role, person: personOf(person) });
  }
  const evaluationId = await sender.until(async () => (await sender.ask<{ evaluations: { nodes: readonly { id: string; state: string }[] } }>(
    'query($kpiId: ID) { evaluations(last: 5, kpiId: $kpiId) { nodes { id state } } }', { kpiId: stage.kpi.id })).evaluations.nodes.find(({ state }) => state === 'MEASURED')?.id);
  const kpiId = stage.kpi.id;
  await sender.done('product-owner', 'recordKpiBaseline', { kpiId, expectedVersion: await versionOf(sender, kpiId), evaluationId });
  await sender.done('product-owner', 'setKpiTarget', { kpiId, expectedVersion: await versionOf(sender, kpiId), target: 0.9 });
  await sender.done('approver', 'decideQualification', { initiativeId, expectedVersion: await versionOf(sender, initiativeId), decision: 'GO', reason: 'It is worth it.' });
};

const passGate = async (sender: Sender, initiativeId: string, phase: 'POC' | 'MVP', subject?: Subject): Promise<void> => {
  await sender.done('ml-engineer', 'requestGate', { initiativeId, expectedVersion: null, phase, ...(subject && { subject }) });
  const { id, request } = await sender.until(async () => {
    const { initiative: { gate } } = await sender.ask<{ initiative: { gate: { id: string; requests: readonly { request: string; phase: string; state: string }[] } | null } }>(
      'query($id: ID!) { initiative(id: $id) { gate { id requests { request phase state } } } }', { id: initiativeId });
    const open = gate?.requests.find((r) => r.phase === phase && r.state === 'REQUESTED');
    return gate && open && { id: gate.id, request: open.request };
  });
  // Facts that come meanwhile move the gate on: then it is looked at again.
  await sender.until(async () => 'id' in await sender.send('approver', 'decideGate', {
    initiativeId, expectedVersion: await versionOf(sender, id), request, decision: 'PASS', reason: 'Every criterion holds.',
  }));
};

const train = async (sender: Sender, stage: Unwatched, material: Material): Promise<Subject> => {
  const input = {
    kpiId: stage.kpi.id, model: 'soaked', datasetId: stage.dataset.id, datasetVersion: stage.datasetVersion, period: LEARNT, features: FEATURES,
    program: { folder: 'program', command: ['node', 'train.mjs'] }, parameters: { marks: material.marks, milliseconds: 1, name: 'first' }, seed: 1, input: 'CSV',
  };
  const run = await sender.done('ml-engineer', 'startTrainingRun', { ...input, evaluateOn: { datasetVersion: stage.datasetVersion, weeks: WEEKS, command: ['node', 'score.mjs'] } });
  const { subject } = await runEnded(sender, run.id);
  await runEnded(sender, (await sender.done('ml-engineer', 'startTrainingRun', { ...input, forced: true })).id);
  return subject as Subject;
};

const promote = async (sender: Sender, subject: Subject): Promise<string> => {
  const modelId = await sender.until(async () => (await sender.ask<{ models: { nodes: readonly { id: string }[] } }>('query { models(first: 1, name: "soaked") { nodes { id } } }')).models.nodes[0]?.id);
  const reason = 'It beats the baseline and can be made again.';
  await sender.done('ml-engineer', 'requestPromotion', { modelId, expectedVersion: null, subject, environment: 'production', reason });
  const promotion = await sender.until(async () => (await sender.ask<{ model: { promotions: readonly { promotion: string; state: string }[] } }>(
    'query($id: ID!) { model(id: $id) { promotions { promotion state } } }', { id: modelId })).model.promotions.find(({ state }) => state === 'REQUESTED')?.promotion);
  await sender.until(async () => 'id' in await sender.send('approver', 'decidePromotion', { modelId, expectedVersion: await versionOf(sender, modelId), promotion, decision: 'PROMOTE', reason }));
  return modelId;
};

/** A first model, by all the steps that people must take, into production, where it is monitored. */
export const bringToProduction = async (sender: Sender, stage: Unwatched, material: Material): Promise<Named> => {
  const initiativeId = stage.initiatives[0]!.id;
  await approve(sender, stage, initiativeId);
  await passGate(sender, initiativeId, 'POC');
  const subject = await train(sender, stage, material);
  await passGate(sender, initiativeId, 'MVP', subject);
  const modelId = await promote(sender, subject);
  const id = await sender.until(async () => (await sender.ask<{ model: { monitors: readonly { id: string }[] } }>('query($id: ID!) { model(id: $id) { monitors { id } } }', { id: modelId })).model.monitors[0]?.id);
  return { id, stream: Buffer.from(id, 'base64url').toString().split(':')[2]! };
};
