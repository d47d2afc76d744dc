import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextShapeCheck, shapeProblems } from './context-shape.check.ts';
import { ContextTree } from './context-shape/tree.ts';

const table = ['Purpose', 'Owner role', 'Topics out', 'Topics in', 'Schema'].map((row) => `| ${row} | … |`).join('\n');
const packages = Object.fromEntries(['contracts', 'domain', 'service'].flatMap((part) => ['package.json', 'tsconfig.json', 'src/index.ts'].map((file) => [`${part}/${file}`, '{}'])));

/** A context as small as one can be. */
const billing: Readonly<Record<string, string>> = {
  ...packages,
  'README.md': `# Billing\n\n| | |\n|---|---|\n${table}\n\n## Language\n\n## Rules worth knowing\n`,
  'contracts/src/index.ts': "export * from './commands.ts';\nexport * from './events.ts';\nexport * from './invoice-sent.v1.ts';",
  'contracts/src/commands.ts': '',
  'contracts/src/shared.ts': '',
  'contracts/src/events.ts': 'export const billingEvents = [invoiceSentV1];',
  'contracts/src/invoice-sent.v1.ts': 'export const invoiceSentV1 = 1;',
  'contracts/golden/invoice-sent.v1.json': '{}',
  'domain/src/invoice/invoice.ts': '',
  'domain/src/invoice/invoice.decider.ts': '',
  'domain/src/invoice/invoice.decider.unit.spec.ts': '',
  'service/src/aggregates/invoices.ts': "super(executor, { type: 'invoice', decider });",
  'service/src/commands/index.ts': '[{ contract: sendInvoice, command: SendInvoice }]; [SendInvoiceHandler]',
  'service/src/commands/send-invoice.ts': 'export class SendInvoice {}\nexport class SendInvoiceHandler {}',
  'service/src/commands/customer-facts.ts': 'export const customerFacts = 1;',
  'service/src/integration/published/invoice.ts': 'export const publishInvoice: Publishing = {};',
  'service/src/migrations/1764072000000-event-backbone.ts': "export const eventBackbone = migration('EventBackbone1764072000000');",
  'service/src/policies/when-order-shipped-then-send-invoice.ts': "export const whenOrderShippedThenSendInvoice = { name: 'when-order-shipped-then-send-invoice' };",
  'service/src/read-models/customers/customers.ts': '',
  'service/src/billing.module.ts': `import './migrations/1764072000000-event-backbone.ts';
import './policies/when-order-shipped-then-send-invoice.ts';
export const billingContext: ContextDefinition = {};`,
};

const problems = (change: Readonly<Record<string, string | null>> = {}, more: readonly string[] = []): string[] => {
  const files = Object.entries({ ...billing, ...change }).filter((entry): entry is [string, string] => entry[1] !== null);
  return shapeProblems(new ContextTree('billing', new Map(files)), more);
};

describe('the shape of a context', () => {
  it('is kept by a small context', () => expect(problems()).toEqual([]));

  it.each<[string, Readonly<Record<string, string | null>>, string]>([
    ['no card', { 'README.md': null }, 'libs/billing/README.md is missing'],
    ['a card without its language', { 'README.md': `# B\n${table}\n## Rules worth knowing` }, 'libs/billing/README.md: its headings are ## Language and ## Rules worth knowing, not ## Rules worth knowing'],
    ['a card that does not name its topics in', { 'README.md': billing['README.md']!.replace('| Topics in | … |\n', '') }, 'libs/billing/README.md: its table has the rows Purpose, Owner role, Topics out, Topics in, Schema, not Purpose, Owner role, Topics out, Schema'],
    ['a folder of its own', { 'service/src/helpers/one.ts': '' }, 'libs/billing/service/src/helpers/ is no folder that every context has'],
    ['an aggregate without decider', { 'domain/src/invoice/invoice.decider.ts': null }, 'libs/billing/domain/src/invoice/invoice.decider.ts is missing'],
    ['a decider without spec', { 'domain/src/invoice/invoice.decider.unit.spec.ts': null }, 'libs/billing/domain/src/invoice/invoice.decider.unit.spec.ts is missing, and no decision beside it has a spec of its own'],
    ['an aggregate that nothing is published of', { 'service/src/integration/published/invoice.ts': null }, 'libs/billing/service/src/integration/published/invoice.ts is missing'],
    ['a mapping of no aggregate', { 'service/src/integration/published/order.ts': 'export const publishOrder: P = {}' }, "libs/billing/service/src/integration/published/order.ts: no aggregate in service/src/aggregates/ has the type 'order'"],
    ['a domain folder of no aggregate', { 'domain/src/tax/tax.ts': '' }, 'libs/billing/domain/src/tax/ is the folder of no aggregate'],
    ['two commands in one file', { 'service/src/commands/send-invoice.ts': 'export class SendInvoice {}\nexport class SendInvoiceHandler {}\nexport class PayInvoice {}' }, 'libs/billing/service/src/commands/send-invoice.ts: it holds SendInvoice and SendInvoiceHandler, in this order, not SendInvoice, SendInvoiceHandler, PayInvoice'],
    ['a command that nobody registered', { 'service/src/commands/index.ts': '[]' }, 'libs/billing/service/src/commands/send-invoice.ts: list SendInvoice and SendInvoiceHandler in service/src/commands/index.ts'],
    ['a policy under another name', { 'service/src/policies/on-order.ts': '' }, 'libs/billing/service/src/policies/on-order.ts: name it when-<event>-then-<command>.ts'],
    ['a policy that changed its name', { 'service/src/policies/when-order-shipped-then-send-invoice.ts': "export const whenOrderShippedThenSendInvoice = { name: 'other' };" }, "libs/billing/service/src/policies/when-order-shipped-then-send-invoice.ts: the policy's name is 'when-order-shipped-then-send-invoice', for ever"],
    ['a policy that is not wired', { 'service/src/policies/when-a-then-b.ts': "export const whenAThenB = { name: 'when-a-then-b' };" }, 'libs/billing/service/src/policies/when-a-then-b.ts: wire it in service/src/billing.module.ts'],
    ['a read model outside a folder', { 'service/src/read-models/orders.ts': '' }, 'libs/billing/service/src/read-models/orders.ts: put it into a folder of its noun'],
    ['a read model under another name', { 'service/src/read-models/customers/customers.ts': null, 'service/src/read-models/customers/people.ts': '' }, 'libs/billing/service/src/read-models/customers/customers.ts is missing'],
    ['a migration without time', { 'service/src/migrations/more.ts': '' }, 'libs/billing/service/src/migrations/more.ts: name it <timestamp>-<what>.ts, 13 digits'],
    ['an event that is not listed', { 'contracts/src/events.ts': '' }, 'libs/billing/contracts/src/invoice-sent.v1.ts: list invoiceSentV1 in contracts/src/events.ts'],
    ['a name that is not in kebab case', { 'domain/src/invoice/sendInvoice.ts': '' }, 'libs/billing/domain/src/invoice/sendInvoice.ts: name it in kebab case'],
    ['a suffix that no other context has', { 'service/src/workers/billing.worker.ts': '' }, 'libs/billing/service/src/workers/billing.worker.ts: name it after its one main export, without .worker'],
    ['a spec of unknown kind', { 'domain/src/invoice/tax.spec.ts': '' }, 'libs/billing/domain/src/invoice/tax.spec.ts: name the spec .unit.spec.ts, .int.spec.ts or .e2e.spec.ts'],
    ['a module under another name', { 'service/src/billing.module.ts': `${billing['service/src/billing.module.ts']!.replace('billingContext', 'invoices')}` }, 'libs/billing/service/src/billing.module.ts: export billingContext: ContextDefinition'],
  ])('is lost by %s', (_, change, problem) => expect(problems(change)).toContain(problem));

  it('may have more where a list says so, as long as it has it', () => {
    expect(problems({ 'service/src/rates/rates.ts': '' }, ['service/src/rates/'])).toEqual([]);
    expect(problems({}, ['service/src/rates/'])).toEqual(['libs/billing/service/src/rates/ is gone: take it out of context-shape/extras.ts']);
  });

  it('is asked of all five contexts and of the gateway', async () => {
    const root = await mkdtemp(join(tmpdir(), 'shape-'));
    try {
      const found = await contextShapeCheck.run(root);
      for (const context of ['requirements', 'data-quality', 'training', 'registry', 'monitoring']) {
        expect(found).toContain(`libs/${context}/README.md is missing`);
        expect(found).toContain(`libs/gateway/src/schema/${context}.graphql is missing`);
        expect(found).toContain(`libs/gateway/src/resolvers/${context}.ts is missing`);
      }
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
