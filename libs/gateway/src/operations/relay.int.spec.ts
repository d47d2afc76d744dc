import { randomUUID } from 'node:crypto';
import { CommandFault } from '@throughline/commands';
import type { RelayStatus } from '@throughline/transport';
import { GatewayBench, type Asking } from '../../test/gateway-bench.ts';

const RELAYS = '{ relays { context answered leading refused epoch position ageSeconds } }';
const CONFIRM = 'mutation($input: ConfirmRelayInput!) { confirmRelay(input: $input) { command { name state } userErrors { code message } relay { context refused } } }';
const sre: Asking = { as: 'sre' };

describe('relays over the API', () => {
  let bench: GatewayBench;
  const status: RelayStatus = { context: 'training', transport: 'kafka', leading: true, refused: null, epoch: 3, position: 77, ageSeconds: 1.5 };
  const confirm = (more: object = {}, as = sre) =>
    bench.ask(CONFIRM, { ...as, variables: { input: { idempotencyKey: randomUUID(), context: 'DATA_QUALITY', reason: 'restored from the backup of Monday', ...more } } });

  beforeEach(async () => { bench = await GatewayBench.open({ parts: [], consuming: false }); });
  afterEach(() => bench.close());

  it('are for operators alone', async () => {
    for (const as of ['viewer', 'ml-engineer', 'approver'] as const) {
      expect((await bench.ask(RELAYS, { as })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect((await confirm({}, { as })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('show how each context stands, and which does not answer', async () => {
    bench.operate = async (context, name) => {
      if (context === 'registry') throw new CommandFault('UPSTREAM_UNAVAILABLE', 'registry does not answer');
      expect(name).toBe('relay-status');
      return { ...status, context, ...(context === 'training' && { refused: 'the log is ahead', leading: false }) };
    };
    const { relays } = (await bench.ask(RELAYS, sre)).data as { relays: readonly { context: string }[] };
    expect(relays.find((r) => r.context === 'REGISTRY')).toEqual({ context: 'REGISTRY', answered: false, leading: null, refused: null, epoch: null, position: null, ageSeconds: null });
    expect(relays.find((r) => r.context === 'TRAINING')).toEqual({ context: 'TRAINING', answered: true, leading: false, refused: 'the log is ahead', epoch: 3, position: 77, ageSeconds: 1.5 });
    expect(relays).toHaveLength(5);
  });

  it('go on once an operator confirms, who gives a reason, and only where there is something to confirm', async () => {
    const asked: unknown[] = [];
    bench.operate = async (context, name, request) => {
      asked.push([context, name, (request as { reason: string }).reason]);
      return asked.length === 1 ? { status: 'accepted', relay: status } : { status: 'refused', code: 'RELAY.NOTHING_TO_CONFIRM', detail: { context } };
    };
    expect((await confirm()).data.confirmRelay).toEqual({ command: { name: 'confirm-relay', state: 'ACCEPTED' }, userErrors: [], relay: { context: 'DATA_QUALITY', refused: null } });
    expect((await confirm()).data.confirmRelay).toEqual({ command: { name: 'confirm-relay', state: 'REFUSED' }, relay: null,
      userErrors: [{ code: 'RELAY.NOTHING_TO_CONFIRM', message: 'The relay of data-quality refuses nothing: there is nothing to confirm.' }] });
    expect(asked).toEqual(Array.from({ length: 2 }, () => ['data-quality', 'confirm-relay', 'restored from the backup of Monday']));
  });
});
