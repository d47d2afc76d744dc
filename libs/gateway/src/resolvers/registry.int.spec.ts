import { randomUUID } from 'node:crypto';
import { naturalStream, subjectKey, type Subject } from '@throughline/kernel';
import {
  modelNamedV1, modelVersionEvaluatedV1, modelVersionNotReproducedV1, modelVersionNumberedV1, modelVersionPromotedV1, modelVersionRegisteredV1, modelVersionReproducedV1,
  modelVersionRolledBackV1, promotionDeclinedV1, promotionRequestedV1, promotionWithdrawnV1,
} from '@throughline/registry-contracts';
import { initiativeModelLinkedV1, initiativeProposedV1, kpiDefinedV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { encodeNodeId } from '../schema/node-id.ts';

const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: `sha256:${letter.repeat(64)}` });
const [A, B] = [artifact('a'), artifact('b')];
const at = (day: number): string => `2026-03-0${day}T10:00:00.000Z`;

describe('gateway: registry', () => {
  let bench: GatewayBench;
  const workspace = 'models';
  const stream = naturalStream('model', workspace, 'late-flights');
  const id = encodeNodeId('Model', stream);
  const versionOf = (subject: Subject): string => naturalStream('model-version', workspace, 'late-flights', subjectKey(subject));
  const registry = () => bench.contexts.registry;
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await bench.ask(query, { workspace, variables: { id, ...variables } });
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };

  beforeAll(async () => {
    bench = await GatewayBench.open();
    const about = { model: stream, name: 'late-flights' };
    const promotions = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const said = (day: number, actor: `human:${string}` = 'human:p-7d21c9') => ({ workspace, time: at(day), actor });
    await registry().say(stream, modelNamedV1, { name: 'late-flights' }, said(1));
    for (const [subject, number] of [[A, 1], [B, 2]] as const) {
      await registry().say(versionOf(subject), modelVersionRegisteredV1, { ...modelVersionRegisteredV1.example, ...about, subject }, { ...said(1), time: `2026-03-01T10:00:0${number}.000Z` });
      await registry().say(stream, modelVersionNumberedV1, { ...about, subject, number }, said(1));
    }
    await registry().say(versionOf(A), modelVersionEvaluatedV1, { ...modelVersionEvaluatedV1.example, ...about, subject: A }, said(2));
    await registry().say(versionOf(A), modelVersionReproducedV1, { ...modelVersionReproducedV1.example, ...about, subject: A }, said(2));
    await registry().say(versionOf(A), modelVersionNotReproducedV1, { ...modelVersionNotReproducedV1.example, ...about, subject: A, differenceCount: 3 }, said(2));
    const [first, second, third, fourth] = promotions as [string, string, string, string];
    const request = (promotion: string, subject: Subject, number: number, environment = 'production') =>
      ({ ...promotionRequestedV1.example, ...about, promotion, subject, number, environment });
    const promoted = (promotion: string, subject: Subject, number: number, previous: Subject | null) =>
      ({ ...modelVersionPromotedV1.example, ...about, promotion, subject, number, previous, reason: `promote ${number}` });
    await registry().say(stream, promotionRequestedV1, request(first, A, 1), said(2));
    await registry().say(stream, modelVersionPromotedV1, promoted(first, A, 1, null), said(3, 'human:bo'));
    await registry().say(stream, promotionRequestedV1, request(second, B, 2), said(4));
    // Two moves in one millisecond keep their order.
    await registry().say(stream, modelVersionPromotedV1, promoted(second, B, 2, A), said(5, 'human:bo'));
    await registry().say(stream, modelVersionRolledBackV1, { ...modelVersionRolledBackV1.example, ...about, subject: A, number: 1, previous: B, reason: 'broke' }, said(5, 'human:sue'));
    await registry().say(stream, promotionRequestedV1, request(third, B, 2, 'staging'), said(6));
    await registry().say(stream, promotionDeclinedV1, { ...promotionDeclinedV1.example, ...about, promotion: third, subject: B, number: 2, environment: 'staging', reason: 'too few weeks' }, said(6, 'human:bo'));
    await registry().say(stream, promotionRequestedV1, request(fourth, B, 2, 'staging'), said(7));
    await registry().say(stream, promotionWithdrawnV1, { ...promotionWithdrawnV1.example, ...about, promotion: fourth, subject: B, number: 2, environment: 'staging', reason: 'later' }, said(7));
    await bench.settled();
  });
  afterAll(() => bench.close());

  it('says which version served at any instant, by whom and why', async () => {
    const serving = async (asOf: string | null) => (await ask(
      'query($id: ID!, $asOf: DateTime) { model(id: $id) { production(environment: "production", asOf: $asOf) { number subject previous by { actor } at reason promotion } } }', { asOf })).model.production;
    expect(await serving('2026-02-28T00:00:00.000Z')).toBeNull();
    expect(await serving('2026-03-03T09:59:59.999Z')).toBeNull();
    expect(await serving(at(3))).toMatchObject({ number: 1, subject: A, previous: null, by: { actor: 'human:bo' }, at: at(3), reason: 'promote 1', promotion: expect.any(String) });
    expect(await serving('2026-03-05T09:59:59.999Z')).toMatchObject({ number: 1, previous: null });
    expect(await serving(at(5))).toMatchObject({ number: 1, previous: B, by: { actor: 'human:sue' }, reason: 'broke', promotion: null });
    expect(await serving(null)).toMatchObject({ number: 1 });
    const whole = await ask('query($id: ID!) { model(id: $id, asOf: "2026-03-04T12:00:00.000Z") { version production { number } staging: production(environment: "staging") { number } } }');
    expect(whole.model).toEqual({ version: 5 + 1, production: { number: 1 }, staging: null });
    const { moves } = (await ask('query($id: ID!) { model(id: $id) { moves { number by { actor } at } } }')).model;
    expect(moves).toEqual([
      { number: 1, by: { actor: 'human:bo' }, at: at(3) }, { number: 2, by: { actor: 'human:bo' }, at: at(5) }, { number: 1, by: { actor: 'human:sue' }, at: at(5) },
    ]);
  });

  it('knows `PRODUCTION` for no environment', async () => {
    expect(await ask('query($id: ID!) { model(id: $id) { production(environment: "PRODUCTION") { number } } }')).toEqual({ model: { production: null } });
  });

  it('shows promotions with who, when and on what evidence', async () => {
    const { model } = await ask(`query($id: ID!) { model(id: $id) { name promotions { number environment state requestedBy { displayName } requestedAt settledBy { actor } settledAt reason
      evidence { evaluationId baselineEvaluationId recallAtShare baselineRecallAtShare runId reproductionRunId datasetId datasetVersion verificationId initiativeId authors { actor } } } } }`);
    expect(model.promotions.map((p: { state: string; number: number; environment: string; reason: string }) => [p.number, p.environment, p.state, p.reason])).toEqual([
      [1, 'production', 'PROMOTED', 'promote 1'], [2, 'production', 'PROMOTED', 'promote 2'], [2, 'staging', 'DECLINED', 'too few weeks'], [2, 'staging', 'WITHDRAWN', 'later'],
    ]);
    const { evidence } = promotionRequestedV1.example;
    expect(model.promotions[0]).toMatchObject({
      requestedBy: { displayName: 'Petra Olsen' }, requestedAt: at(2), settledBy: { actor: 'human:bo' }, settledAt: at(3),
      evidence: {
        evaluationId: encodeNodeId('Evaluation', evidence.evaluation), runId: encodeNodeId('TrainingRun', evidence.run), recallAtShare: evidence.recallAtShare,
        initiativeId: encodeNodeId('Initiative', evidence.initiative), datasetVersion: evidence.datasetVersion, authors: evidence.authors.map((actor) => ({ actor })),
      },
    });
  });

  it('shows a model\'s versions with evaluations and reruns, by pages', async () => {
    const { model } = await ask(`query($id: ID!) { model(id: $id) { versions(first: 1) { totalCount pageInfo { hasNextPage } nodes { id number subject name model { id } kpi { id } runId period { from to }
      evaluations { evaluationId weeks beatsBaseline baselineRecallAtShare figures { recallAtShare { value reason lower upper method } auc { value } } authors { actor } }
      reruns { runId reproduced differenceCount } } } } }`);
    const { example } = modelVersionEvaluatedV1;
    expect(model.versions).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true }, nodes: [{
      id: encodeNodeId('ModelVersion', versionOf(A)), number: 1, subject: A, model: { id }, kpi: null, period: modelVersionRegisteredV1.example.period,
      evaluations: [{ evaluationId: encodeNodeId('Evaluation', example.evaluation), weeks: example.weeks, beatsBaseline: true, figures: { recallAtShare: example.figures.recallAtShare } }],
      reruns: [{ reproduced: true, differenceCount: 0 }, { reproduced: false, differenceCount: 3 }],
    }] });
  });

  it('finds models by name, case-sensitively, and versions by model and KPI', async () => {
    const { kpi } = modelVersionRegisteredV1.example;
    await bench.contexts.requirements.say(kpi, kpiDefinedV1, undefined, { workspace });
    await bench.settled();
    const found = await ask(`query($id: ID!, $kpi: ID!) { exact: models(first: 5, name: "late-flights") { nodes { id } } other: models(first: 5, name: "Late-Flights") { nodes { id } }
      ofModel: modelVersions(first: 5, modelId: $id) { totalCount } ofKpi: modelVersions(first: 5, kpiId: $kpi) { totalCount nodes { kpi { id } } } }`, { kpi: encodeNodeId('Kpi', kpi) });
    expect(found).toEqual({
      exact: { nodes: [{ id }] }, other: { nodes: [] }, ofModel: { totalCount: 2 },
      ofKpi: { totalCount: 2, nodes: [{ kpi: { id: encodeNodeId('Kpi', kpi) } }, { kpi: { id: encodeNodeId('Kpi', kpi) } }] },
    });
  });

  it('hangs under its initiative', async () => {
    const initiative = naturalStream('initiative', workspace, 1);
    await bench.contexts.requirements.say(initiative, initiativeProposedV1, undefined, { workspace });
    await bench.contexts.requirements.say(initiative, initiativeModelLinkedV1, { model: stream, kpi: modelVersionRegisteredV1.example.kpi }, { workspace });
    await bench.settled();
    expect(await ask('query($initiative: ID!) { initiative(id: $initiative) { models { id production { number } } } }', { initiative: encodeNodeId('Initiative', initiative) }))
      .toEqual({ initiative: { models: [{ id, production: { number: 1 } }] } });
  });

  it('sends each command with its body, and shows what a refused one lacks', async () => {
    bench.decide = async (envelope) => envelope.name === 'request-promotion'
      ? { status: 'refused', code: 'REGISTRY.EVIDENCE_MISSING', detail: { number: 2, name: 'late-flights', environment: 'production', count: 1, missing: [{ key: 'run.reproduced', what: 'no rerun', remedy: 'Start it again.' }] } }
      : { status: 'accepted', stream, version: registry().versionOf(stream) };
    const send = async (mutation: string, as: 'ml-engineer' | 'approver', input: Record<string, unknown>) => {
      const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
      const answer = await bench.ask(`mutation($input: ${name}Input!) { ${mutation}(input: $input) { command { state } userErrors { code message ... on Refusal { missing { key what remedy } } } model { name } } }`,
        { as, workspace, variables: { input: { idempotencyKey: randomUUID(), modelId: id, ...input } } });
      expect(answer.errors).toBeUndefined();
      return answer.data[mutation];
    };
    expect(await send('requestPromotion', 'ml-engineer', { subject: B, environment: 'production', reason: 'better', expectedVersion: null })).toEqual({
      command: { state: 'REFUSED' }, model: null,
      userErrors: [{ code: 'REGISTRY.EVIDENCE_MISSING', message: 'Version 2 of late-flights cannot be promoted to production yet. Missing: 1.', missing: [{ key: 'run.reproduced', what: 'no rerun', remedy: 'Start it again.' }] }],
    });
    const promotion = randomUUID();
    const done = { command: { state: 'ACCEPTED' }, userErrors: [], model: { name: 'late-flights' } };
    expect(await send('decidePromotion', 'approver', { promotion, decision: 'PROMOTE', reason: 'holds', expectedVersion: 4 })).toEqual(done);
    expect(await send('withdrawPromotion', 'ml-engineer', { promotion, reason: 'later', expectedVersion: null })).toEqual(done);
    expect(await send('rollBackModelVersion', 'ml-engineer', { environment: 'production', reason: 'broke', expectedVersion: 4 })).toEqual(done);
    expect(bench.dispatched.slice(-4).map((e) => [e.name, e.body])).toEqual([
      ['request-promotion', { model: stream, subject: B, environment: 'production', reason: 'better' }],
      ['decide-promotion', { model: stream, promotion, decision: 'promote', reason: 'holds' }],
      ['withdraw-promotion', { model: stream, promotion, reason: 'later' }],
      ['roll-back-model-version', { model: stream, environment: 'production', reason: 'broke' }],
    ]);
  });
});
