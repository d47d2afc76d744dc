import { randomUUID } from 'node:crypto';
import type { CommandEnvelope } from '@throughline/commands';
import { createdStream } from '@throughline/kernel';
import { initiativeApprovedV1, initiativeProposedV1, qualificationQuestionAnsweredV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../test/gateway-bench.ts';
import { requirements as requirementsPart } from './resolvers/requirements.ts';
import { encodeNodeId } from './schema/node-id.ts';

const propose = `mutation($input: ProposeInitiativeInput!) { proposeInitiative(input: $input) {
  command { name state entityId resultVersion consistencyToken correlationId } userErrors { __typename code message path }
  initiative { id version status name owner { actor kind displayName } modelSource } } }`;
const input = { name: 'Warn passengers', problem: 'Nobody is warned.', sponsor: 'human:sam', modelSource: 'OWN', predictionMoment: 'midnight' };
const newInitiative = () => createdStream('initiative', randomUUID());
const idOf = (stream: string) => encodeNodeId('Initiative', stream);

describe('gateway: token, mutation, read model, query', () => {
  let bench: GatewayBench;
  const requirements = () => bench.contexts.requirements;

  beforeAll(async () => { bench = await GatewayBench.open({ parts: [requirementsPart] }); });
  afterAll(() => bench.close());

  it('walks from a command to the query that sees it', async () => {
    const stream = newInitiative();
    bench.decide = async () => {
      await requirements().say(stream, initiativeProposedV1, { ...initiativeProposedV1.example, name: 'Warn passengers', owner: 'human:p-7d21c9' });
      return { status: 'accepted', stream, version: 1 };
    };
    const key = randomUUID();
    const answer = await bench.ask(propose, { as: 'product-owner', variables: { input: { ...input, idempotencyKey: key } }, headers: { 'x-correlation-id': 'c-77' } });
    expect(bench.logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.proposeInitiative).toEqual({
      userErrors: [],
      command: { name: 'propose-initiative', state: 'ACCEPTED', entityId: idOf(stream), resultVersion: 1, consistencyToken: expect.any(String), correlationId: 'c-77' },
      initiative: { id: idOf(stream), version: 1, status: 'PROPOSED', name: 'Warn passengers', modelSource: 'OWN', owner: { actor: 'human:p-7d21c9', kind: 'HUMAN', displayName: 'Petra Olsen' } },
    });
    const sent = bench.dispatched.at(-1) as CommandEnvelope;
    expect(sent).toMatchObject({ context: 'requirements', name: 'propose-initiative', idempotencyKey: key, body: { ...input, modelSource: 'own' }, correlationId: 'c-77', principal: { id: 'p-7d21c9', workspace: 'default' } });
    expect(answer.headers.get('x-correlation-id')).toBe('c-77');

    const seen = await bench.ask('query($id: ID!) { initiative(id: $id) { name } node(id: $id) { __typename id } }',
      { variables: { id: idOf(stream) }, headers: { 'x-consistency-token': answer.extensions.consistency.token! } });
    expect(seen.data).toEqual({ initiative: { name: 'Warn passengers' }, node: { __typename: 'Initiative', id: idOf(stream) } });
    expect(seen.extensions.consistency).toMatchObject({ stale: false, lagEvents: 0 });
  });

  it('answers lookups and lists as of an instant', async () => {
    const [a, b] = [newInitiative(), newInitiative()];
    const say = { workspace: 'history' };
    await requirements().say(a, initiativeProposedV1, undefined, { ...say, time: '2026-02-01T10:00:00.000Z' });
    await requirements().say(b, initiativeProposedV1, undefined, { ...say, time: '2026-02-02T10:00:00.000Z' });
    await requirements().say(a, initiativeApprovedV1, undefined, { ...say, time: '2026-02-03T10:00:00.000Z' });
    await bench.settled();
    const ask = async (asOf: string | null) => (await bench.ask(`query($id: ID!, $asOf: DateTime) {
      initiative(id: $id, asOf: $asOf) { status version changedAt } initiatives(first: 10, asOf: $asOf) { nodes { id status } totalCount } approved: initiatives(first: 1, asOf: $asOf, status: APPROVED) { totalCount } }`,
    { workspace: 'history', variables: { id: idOf(a), asOf } })).data;
    expect(await ask('2026-02-01T09:59:59.999Z')).toEqual({ initiative: null, initiatives: { nodes: [], totalCount: 0 }, approved: { totalCount: 0 } });
    expect(await ask('2026-02-01T10:00:00.000Z')).toMatchObject({ initiative: { status: 'PROPOSED', version: 1 }, initiatives: { nodes: [{ id: idOf(a) }] } });
    expect(await ask('2026-02-02T12:00:00+01:00')).toMatchObject({ initiatives: { nodes: [{ id: idOf(a), status: 'PROPOSED' }, { id: idOf(b) }], totalCount: 2 } });
    const now = { initiative: { status: 'APPROVED', version: 2, changedAt: '2026-02-03T10:00:00.000Z' }, initiatives: { nodes: [{ status: 'APPROVED' }, { status: 'PROPOSED' }] }, approved: { totalCount: 1 } };
    expect(await ask('2026-02-03T10:00:00.000Z')).toMatchObject(now);
    expect(await ask(null)).toMatchObject(now);
  });

  it('takes the last of several events in one millisecond', async () => {
    const stream = newInitiative();
    const time = '2026-03-01T10:00:00.000Z';
    await requirements().say(stream, initiativeProposedV1, undefined, { workspace: 'instant', time });
    await requirements().say(stream, qualificationQuestionAnsweredV1, undefined, { workspace: 'instant', time });
    await requirements().say(stream, initiativeApprovedV1, undefined, { workspace: 'instant', time });
    await bench.settled();
    const { data } = await bench.ask('query($id: ID!, $asOf: DateTime) { initiative(id: $id, asOf: $asOf) { version status answers { question answer by { actor } } } }',
      { workspace: 'instant', variables: { id: idOf(stream), asOf: time } });
    expect(data.initiative).toEqual({ version: 3, status: 'APPROVED', answers: [{ question: 'BENEFIT', answer: 'YES', by: { actor: 'human:ann' } }] });
  });

  it('keeps workspaces apart', async () => {
    const stream = newInitiative();
    await requirements().say(stream, initiativeProposedV1, undefined, { workspace: 'mine' });
    await bench.settled();
    const question = 'query($id: ID!) { initiative(id: $id) { name history(first: 1) { totalCount } } node(id: $id) { id } initiatives(first: 1) { totalCount nodes { id } } }';
    const variables = { id: idOf(stream) };
    expect((await bench.ask(question, { workspace: 'mine', variables })).data).toMatchObject({ initiative: {}, node: {}, initiatives: { totalCount: 1 } });
    expect((await bench.ask(question, { workspace: 'yours', variables })).data).toEqual({ initiative: null, node: null, initiatives: { totalCount: 0, nodes: [] } });
  });

  it('shows the history of an entity, as of an instant too', async () => {
    const stream = newInitiative();
    const at = { workspace: 'past' };
    await requirements().say(stream, initiativeProposedV1, undefined, { ...at, time: '2026-04-01T10:00:00.000Z' });
    await requirements().say(stream, initiativeApprovedV1, undefined, { ...at, time: '2026-04-02T10:00:00.000Z', actor: 'human:p-9e06ab' });
    await bench.settled();
    const ask = async (args: string, asOf: string | null = null) => (await bench.ask(`query($id: ID!, $asOf: DateTime) { initiative(id: $id, asOf: $asOf) { history(${args}) {
      nodes { type version time actor { displayName } payload } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount } } }`, { workspace: 'past', variables: { id: idOf(stream), asOf } })).data.initiative.history;
    const first = await ask('first: 1');
    expect(first).toMatchObject({ nodes: [{ type: 'initiative-proposed', version: 1, payload: { owner: 'human:ann' } }], pageInfo: { hasNextPage: true }, totalCount: 2 });
    expect(await ask(`first: 5, after: "${first.pageInfo.endCursor}"`)).toMatchObject({ nodes: [{ type: 'initiative-approved', actor: { displayName: 'Arno Pruever' } }], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    expect(await ask('last: 1')).toMatchObject({ nodes: [{ version: 2 }], pageInfo: { hasPreviousPage: true, hasNextPage: false } });
    expect(await ask('last: 5', '2026-04-01T12:00:00.000Z')).toMatchObject({ nodes: [{ version: 1 }], totalCount: 1 });
  });
});
