import { generateFiles, updateJson, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { addAggregate } from '../aggregate/aggregate.ts';
import { addReference } from '../edit/references.ts';
import { SourceEdit } from '../edit/source-edit.ts';
import { nextSteps } from '../next-steps.ts';
import { camel, kebab, sentence, spaced } from '../words.ts';

export interface ContextOptions {
  readonly name: string;
  readonly aggregate: string;
  readonly role?: string;
}

const taken = ['platform', 'gateway'];

const wire = (tree: Tree, context: string): void => {
  const name = camel(context);
  new SourceEdit(tree, 'libs/platform/kernel/src/stream.ts').element('CONTEXTS', `'${context}'`).save();
  new SourceEdit(tree, 'eslint.config.mjs').element('contexts', `'${context}'`).save();
  new SourceEdit(tree, 'apps/all-in-one/src/plane.ts').import(`@throughline/${context}-service`, `${name}Context`).element('contexts', `${name}Context`).save();
  new SourceEdit(tree, 'libs/gateway/src/parts.ts').import(`./resolvers/${context}.ts`, name).element('parts', name).save();
  new SourceEdit(tree, 'tools/checks/src/public-contracts.ts').import(`@throughline/${context}-contracts`, `${name}Commands`, `${name}Events`)
    .element('publicEvents', `...${name}Events`).element('publicCommands', `...${name}Commands`).save();
  addReference(tree, 'apps/all-in-one', `libs/${context}/service`);
  addReference(tree, 'libs/gateway', `libs/${context}/contracts`);
  addReference(tree, 'tools/checks', `libs/${context}/contracts`);
  updateJson<{ references: { path: string }[] }>(tree, 'tsconfig.build.json', (json) =>
    ({ ...json, references: [...json.references, ...['contracts', 'domain', 'service'].map((part) => ({ path: `libs/${context}/${part}` })), { path: `apps/${context}` }] }));
};

/** A bounded context of the common shape with its first aggregate, wired into kernel, plane, gateway, lint and checks, and a process of its own. */
export const contextGenerator = (tree: Tree, { name, aggregate, role = 'admin' }: ContextOptions): (() => void) => {
  const context = kebab('name', name);
  if (taken.includes(context) || tree.exists(`libs/${context}`)) throw new Error(`--name=${context}: libs/${context} is there already`);
  generateFiles(tree, join(import.meta.dirname, '../../files/context'), '.', {
    context, contextCamel: camel(context), contextSentence: sentence(context), contextSpaced: spaced(context), schema: context.replaceAll('-', '_'),
    aggregate: kebab('aggregate', aggregate), aggregateSentence: sentence(aggregate), roleName: role,
  });
  wire(tree, context);
  addAggregate(tree, { context, name: aggregate, role });
  return nextSteps(['npm install   links the new packages', `say in libs/${context}/README.md what it is for`, 'write the decision down in docs/adr']);
};
