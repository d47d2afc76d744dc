import { randomUUID } from 'node:crypto';
import { createdStream } from '@throughline/kernel';
import { initiativeApprovedV1, initiativeProposedV1 } from '@throughline/requirements-contracts';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { requirements } from '../resolvers/requirements.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import { ConsistencyTokens } from './consistency-token.ts';

const newInitiative = () => createdStream('initiative', randomUUID());
const question = 'query($id: ID!) { initiative(id: $id) { status version } }';

describe('consistency tokens on answers and questions', () => {
  let bench: GatewayBench;
  const tokens = () => new ConsistencyTokens('another secret of the tests');
  const ask = (stream: string, token: string) => bench.ask(question, { variables: { id: encodeNodeId('Initiative', stream) }, headers: { 'x-consistency-token': token } });

  beforeAll(async () => { bench = await GatewayBench.open({ parts: [requirements] }); });
  afterAll(() => bench.close());

  it('a question waits for what its sender saw', async () => {
    const stream = newInitiative();
    await bench.contexts.requirements.say(stream, initiativeProposedV1);
    const [late] = await bench.contexts.requirements.sayAll([stream], initiativeApprovedV1, undefined, { withheld: true });
    const asked = ask(stream, tokens().seal('default', { [stream]: 2 })!);
    await bench.contexts.requirements.send([late!]);
    const { data, extensions } = await asked;
    expect(data.initiative).toEqual({ status: 'APPROVED', version: 2 });
    expect(extensions.consistency).toMatchObject({ stale: false, lagEvents: 0 });
  });

  it('after its patience it answers with what there is, and says how far behind that is', async () => {
    const stream = newInitiative();
    await bench.contexts.requirements.say(stream, initiativeProposedV1);
    const { data, extensions } = await ask(stream, tokens().seal('default', { [stream]: 4 })!);
    expect(data.initiative).toEqual({ status: 'PROPOSED', version: 1 });
    expect(extensions.consistency).toMatchObject({ stale: true, lagEvents: 3 });
  });

  it('an answer\'s token names what it was made of, and what the question had seen', async () => {
    const [a, b] = [newInitiative(), newInitiative()];
    await bench.contexts.requirements.sayAll([a, b], initiativeProposedV1);
    const { extensions } = await ask(a, tokens().seal('default', { [b]: 1 })!);
    expect(tokens().open('default', extensions.consistency.token!)).toEqual({ [a]: 1, [b]: 1 });
  });

  it('an answer of more than 200 streams has no token, and says so', async () => {
    await bench.contexts.requirements.sayAll(Array.from({ length: 201 }, newInitiative), initiativeProposedV1, undefined, { workspace: 'many' });
    await bench.settled();
    const page = (after: string) => `initiatives(first: 100, after: ${after}) { pageInfo { endCursor } nodes { id } }`;
    const { data } = await bench.ask(`{ ${page('null')} }`, { workspace: 'many' });
    const second = await bench.ask(`{ ${page(`"${data.initiatives.pageInfo.endCursor}"`)} }`, { workspace: 'many' });
    expect(second.extensions.consistency.token).not.toBeNull();
    const { extensions } = await bench.ask(`{ a: ${page('null')} b: ${page(`"${data.initiatives.pageInfo.endCursor}"`)} c: ${page(`"${second.data.initiatives.pageInfo.endCursor}"`)} }`, { workspace: 'many' });
    expect(extensions.consistency).toMatchObject({ token: null, tooManyStreams: 201 });
  });

  it.each([
    ['another workspace', () => tokens().seal('elsewhere', {})!],
    ['another secret', () => new ConsistencyTokens('a third secret').seal('default', {})!],
    ['nobody', () => 'eyJ2IjoxfQ.x'],
    ['no signature', () => 'abc'],
  ])('refuses a token of %s', async (_, token) => {
    const { status, errors } = await ask(newInitiative(), token());
    expect([status, errors]).toMatchObject([400, [{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(/X-Consistency-Token/) }]]);
  });
});
