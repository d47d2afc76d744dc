import { randomUUID } from 'node:crypto';
import { createdStream } from '@throughline/kernel';
import { GatewayBench } from '../../test/gateway-bench.ts';
import { listsOf, selectEverything } from '../../test/select-everything.ts';
import { parts } from '../parts.ts';

const MANY = 6;

describe('every list of the schema', () => {
  let bench: GatewayBench;

  beforeAll(async () => {
    bench = await GatewayBench.open();
    // One thing of each kind in one workspace, several in another, by the contracts' own examples.
    for (const fold of parts.flatMap((part) => part.folds)) {
      const first = fold.contracts[0]!;
      for (const [workspace, count] of [['one', 1], ['many', MANY]] as const) {
        const streams = Array.from({ length: count }, () => createdStream(fold.streamType, randomUUID()));
        await bench.contexts[fold.context].sayAll(streams, first, undefined, { workspace });
      }
    }
    await bench.settled();
  });
  afterAll(() => bench.close());

  it('costs as many statements for many things as for one', async () => {
    // What owners are asked for at the moment is in no read model.
    const entities = new Set(parts.flatMap((part) => part.folds).map(({ type }) => `${type}Connection`));
    const all = listsOf(bench.gateway.schema);
    const lists = all.filter(({ type }) => entities.has(type.name));
    expect(all.filter((list) => !lists.includes(list)).map(({ name }) => name)).toEqual(['parkedStreams']);
    expect(lists.length).toBeGreaterThan(0);
    for (const { name, type } of lists) {
      const query = `{ ${name}(first: 50) ${selectEverything(type, 2)} }`;
      const statementsIn = async (workspace: string, things: number) => (await bench.readsOf(async () => {
        const { data, errors } = await bench.ask(query, { workspace });
        expect([name, errors, data?.[name].nodes.length]).toEqual([name, undefined, things]);
      })).length;
      const one = await statementsIn('one', 1);
      expect([name, await statementsIn('many', MANY)]).toEqual([name, one]);
      expect(one).toBeGreaterThan(0);
    }
  });
});
