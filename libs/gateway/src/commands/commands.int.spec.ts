import { randomUUID } from 'node:crypto';
import { CommandFault } from '@throughline/commands';
import { createdStream } from '@throughline/kernel';
import { initiativeProposedV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { requirements } from '../resolvers/requirements.ts';
import { encodeNodeId } from '../schema/node-id.ts';

const errors = 'userErrors { __typename code message path ... on Refusal { missing { key what remedy detail } } ... on ConflictError { expectedVersion actualVersion changedBy { displayName } } }';
const decide = `mutation($input: DecideQualificationInput!) { decideQualification(input: $input) { command { state resultVersion entityId consistencyToken } ${errors} initiative { version } } }`;
const answer = `mutation($input: AnswerQualificationQuestionInput!) { answerQualificationQuestion(input: $input) { command { state } ${errors} } }`;
const propose = { name: 'Warn', problem: 'Nobody is warned.', sponsor: 'human:sam', modelSource: 'OWN', predictionMoment: 'midnight' };

describe('commands through the gateway', () => {
  let bench: GatewayBench;
  const stream = createdStream('initiative', randomUUID());
  const initiativeId = encodeNodeId('Initiative', stream);
  const decision = (changes: object = {}) => ({ input: { idempotencyKey: randomUUID(), expectedVersion: 3, initiativeId, decision: 'GO', reason: 'It is worth it.', ...changes } });
  const asApprover = (variables: object) => bench.ask(decide, { as: 'approver', variables: variables as never });

  beforeAll(async () => { bench = await GatewayBench.open({ parts: [requirements] }); });
  afterAll(() => bench.close());
  beforeEach(() => { bench.dispatched.length = 0; });

  it('says why a command is refused, in its owner\'s words, and what is missing', async () => {
    bench.decide = async () => ({ status: 'refused', code: 'REQUIREMENTS.SECOND_PERSON_NEEDED', detail: { actor: 'human:p-9e06ab', part: 'owner', missing: [{ key: 'decider', what: 'Somebody else', remedy: 'Ask another approver.', role: 'approver' }] } });
    const { data } = await asApprover(decision());
    expect(data.decideQualification).toEqual({
      command: { state: 'REFUSED', resultVersion: null, entityId: null, consistencyToken: null }, initiative: null,
      userErrors: [{ __typename: 'Refusal', code: 'REQUIREMENTS.SECOND_PERSON_NEEDED', path: null, message: 'A second person must decide: human:p-9e06ab has had a hand in it as owner.',
        missing: [{ key: 'decider', what: 'Somebody else', remedy: 'Ask another approver.', detail: { role: 'approver' } }] }],
    });
    expect(bench.dispatched[0]).toMatchObject({ name: 'decide-qualification', expectedVersion: 3, body: { initiative: stream, decision: 'go', reason: 'It is worth it.' } });
  });

  it('tells both versions of a conflict and who was quicker', async () => {
    bench.decide = async () => ({ status: 'conflict', stream, expectedVersion: 3, actualVersion: 5, changedBy: 'human:p-7d21c9' });
    const { data } = await asApprover(decision());
    expect(data.decideQualification).toMatchObject({ command: { state: 'CONFLICT' }, userErrors: [{ __typename: 'ConflictError', code: 'CONFLICT', expectedVersion: 3, actualVersion: 5, changedBy: { displayName: 'Petra Olsen' } }] });
  });

  it.each([[undefined], [null]])('asks for the version that was seen: %j will not do', async (expectedVersion) => {
    const { data } = await asApprover(decision({ expectedVersion }));
    expect(data.decideQualification.userErrors).toMatchObject([{ code: 'EXPECTED_VERSION_REQUIRED', path: ['input', 'expectedVersion'] }]);
    expect(bench.dispatched).toEqual([]);
  });

  it('lets a command that commutes say null, but not nothing', async () => {
    bench.decide = async () => ({ status: 'accepted', stream, version: 4 });
    const input = { idempotencyKey: randomUUID(), initiativeId, question: 'KNOW_HOW', answer: 'UNKNOWN', rationale: 'We ask.', followUp: { owner: 'human:ann', due: '2026-03-01' }, links: null };
    const ask = async (expectedVersion?: null) => (await bench.ask(answer, { as: 'product-owner', variables: { input: { ...input, ...(expectedVersion === null && { expectedVersion }) } } })).data.answerQualificationQuestion;
    expect(await ask()).toMatchObject({ command: { state: 'REFUSED' }, userErrors: [{ code: 'EXPECTED_VERSION_REQUIRED' }] });
    expect(await ask(null)).toMatchObject({ command: { state: 'ACCEPTED' }, userErrors: [] });
    expect(bench.dispatched).toHaveLength(1);
    expect(bench.dispatched[0]).toMatchObject({ expectedVersion: null, body: { initiative: stream, question: 'know-how', answer: 'unknown', rationale: 'We ask.', followUp: { owner: 'human:ann', due: '2026-03-01' } } });
    expect(bench.dispatched[0]!.body).not.toHaveProperty('links');
  });

  it.each([
    ['an id of another type', encodeNodeId('Kpi', 'kpi-1'), /input\.initiativeId: this names a thing of type Kpi/],
    ['what is no id', 'nonsense', /input\.initiativeId: this is no id/],
  ])('refuses %s, naming the field', async (_, wrong, message) => {
    const { errors: faults } = await asApprover(decision({ initiativeId: wrong }));
    expect(faults).toMatchObject([{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT', field: 'input.initiativeId' } }]);
    expect(bench.dispatched).toEqual([]);
  });

  it('refuses a key that is no UUID', async () => {
    const { errors: faults } = await asApprover(decision({ idempotencyKey: 'again' }));
    expect(faults).toMatchObject([{ message: expect.stringMatching(/UUID/), extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('lets nobody command without the role', async () => {
    const { errors: faults, data } = await bench.ask(decide, { as: 'product-owner', variables: decision() });
    expect([data, faults]).toMatchObject([{ decideQualification: null }, [{ extensions: { code: 'FORBIDDEN' }, message: expect.stringMatching(/needs one of the roles approver/) }]]);
    expect(bench.dispatched).toEqual([]);
  });

  it.each([['UPSTREAM_UNAVAILABLE'], ['FACTS_LAGGING'], ['FACTS_PARKED'], ['BAD_USER_INPUT'], ['FORBIDDEN']] as const)('hands on the fault %s', async (code) => {
    bench.decide = async () => { throw new CommandFault(code, 'not now', { path: ['body', 'reason'] }); };
    const { errors: faults } = await asApprover(decision());
    expect(faults).toMatchObject([{ message: 'not now', extensions: { code, field: 'body.reason' } }]);
  });

  it('hands on what the sender has seen, so that the context can wait for it', async () => {
    const seen = createdStream('initiative', randomUUID());
    await bench.contexts.requirements.say(seen, initiativeProposedV1);
    await bench.settled();
    const { extensions } = await bench.ask('query($id: ID!) { initiative(id: $id) { version } }', { variables: { id: encodeNodeId('Initiative', seen) } });
    bench.decide = async () => ({ status: 'refused', code: 'REQUIREMENTS.NO_SUCH_INITIATIVE', detail: {} });
    const { extensions: after } = await bench.ask(decide, { as: 'approver', variables: decision(), headers: { 'x-consistency-token': extensions.consistency.token! } });
    expect(bench.dispatched.at(-1)!.seen).toEqual({ [seen]: 1 });
    expect(after.consistency.token).not.toBeNull();
  });

  it('runs the mutations of one document in order, each knowing what the one before made', async () => {
    const order: string[] = [];
    bench.decide = async ({ body, seen }) => {
      const { name } = body as { name: string };
      order.push(`${name} begins, seen ${Object.values(seen ?? {}).length}`);
      const made = createdStream('initiative', randomUUID());
      await bench.contexts.requirements.say(made, initiativeProposedV1);
      await bench.settled();
      order.push(`${name} ends`);
      return { status: 'accepted', stream: made, version: 1 };
    };
    const input = (name: string) => ({ ...propose, name, idempotencyKey: randomUUID() });
    const { data, errors: faults } = await bench.ask(`mutation($a: ProposeInitiativeInput!, $b: ProposeInitiativeInput!) {
      first: proposeInitiative(input: $a) { initiative { id version } } second: proposeInitiative(input: $b) { initiative { id version } } }`,
    { as: 'product-owner', variables: { a: input('one'), b: input('two') } });
    expect(faults).toBeUndefined();
    expect(order).toEqual(['one begins, seen 0', 'one ends', 'two begins, seen 1', 'two ends']);
    expect(data.first.initiative.id).not.toBe(data.second.initiative.id);
  });

  it('hides nothing of what a document did behind the fault of another of its mutations', async () => {
    const made: string[] = [];
    bench.decide = async () => {
      const stream = createdStream('initiative', randomUUID());
      made.push(encodeNodeId('Initiative', stream));
      return { status: 'accepted', stream, version: 0 };
    };
    const input = () => ({ ...propose, idempotencyKey: randomUUID() });
    const { data, errors: faults } = await bench.ask(`mutation($a: ProposeInitiativeInput!, $b: DecideQualificationInput!, $c: ProposeInitiativeInput!) {
      a: proposeInitiative(input: $a) { command { entityId } } b: decideQualification(input: $b) { command { entityId } } c: proposeInitiative(input: $c) { command { entityId } } }`,
    { as: 'product-owner', variables: { a: input(), b: decision().input, c: input() } });
    expect(faults).toMatchObject([{ path: ['b'], extensions: { code: 'FORBIDDEN' } }]);
    expect(data).toEqual({ a: { command: { entityId: made[0] } }, b: null, c: { command: { entityId: made[1] } } });
  });

  it('answers at once that it was done, and null for what cannot be read yet', async () => {
    const made = createdStream('initiative', randomUUID());
    bench.decide = async () => ({ status: 'accepted', stream: made, version: 1 });
    const { data, extensions } = await bench.ask(`mutation($input: ProposeInitiativeInput!) { proposeInitiative(input: $input) { command { state entityId } initiative { id } } }`,
      { as: 'product-owner', variables: { input: { ...propose, idempotencyKey: randomUUID() } } });
    expect(data.proposeInitiative).toEqual({ command: { state: 'ACCEPTED', entityId: encodeNodeId('Initiative', made) }, initiative: null });
    expect(extensions.consistency).toMatchObject({ stale: true, lagEvents: 1 });
  });
});
