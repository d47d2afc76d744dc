import { defineEvent, when, type EventContract } from '@throughline/kernel';
import { upcast } from '@throughline/projections';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { lookup } from '../resolvers/lookup.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import { encodeNodeId } from '../schema/node-id.ts';
import { fold } from './fold.ts';

const STREAM = 'bench-lamp-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11';
const about = { context: 'training', aggregate: 'bench-lamp', type: 'bench-lamp-lit', summary: 'A lamp was lit.' } as const;
const lampLitV1 = defineEvent<{ name: string }>({ ...about, version: 1, schema: { type: 'object', required: ['name'] }, example: { name: 'old' } });
const lampLitV2 = defineEvent<{ name: string; colour?: string }>({ ...about, version: 2, schema: { type: 'object', required: ['name'] }, example: { name: 'new', colour: 'red' } });
const lamp = fold<{ readonly name: string; readonly colour: string }>({
  name: 'bench-lamp', version: 1, starts: [when(lampLitV2, ({ data }) => ({ name: data.name, colour: data.colour ?? 'none' }))],
});
const part: GatewayPart = {
  context: 'training', events: [lampLitV1, lampLitV2], refusals: {}, folds: [lamp], upcasts: [upcast(lampLitV1, (data) => ({ ...data, colour: 'white' }))],
  sdl: `type BenchLamp implements Node & Entity @auth(requires: SIGNED_IN) { id: ID! version: Int! createdAt: DateTime! changedAt: DateTime!
      history(first: Int, after: String, last: Int, before: String): HistoryConnection! name: String! colour: String! }
    extend type Query { benchLamp(id: ID!, asOf: DateTime): BenchLamp @auth(requires: SIGNED_IN) }
    extend type Mutation { benchNothing: String @auth(role: [ADMIN]) }`,
  resolvers: { Query: { benchLamp: lookup(lamp) }, Mutation: { benchNothing: () => null } },
};

describe('an event in two versions', () => {
  it.each<[string, EventContract<never>, string]>([['an old one is lifted', lampLitV1 as EventContract<never>, 'white'], ['a new one is taken as it is', lampLitV2 as EventContract<never>, 'red']])('%s', async (_, contract, colour) => {
    const bench = await GatewayBench.open({ parts: [part] });
    try {
      await bench.contexts.training.say(STREAM, contract);
      await bench.settled();
      const { data } = await bench.ask(`{ benchLamp(id: "${encodeNodeId('BenchLamp', STREAM)}") { name colour version } }`);
      expect(data.benchLamp).toEqual({ name: (contract.example as { name: string }).name, colour, version: 1 });
    } finally {
      await bench.close();
    }
  });
});
