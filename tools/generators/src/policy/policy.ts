import { generateFiles, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { addReference } from '../edit/references.ts';
import { SourceEdit } from '../edit/source-edit.ts';
import { foreignEvent } from '../foreign-event.ts';
import { nextSteps } from '../next-steps.ts';
import { camel, kebab, spaced } from '../words.ts';

export interface PolicyOptions {
  readonly context: string;
  readonly event: string;
  readonly command: string;
}

/** A policy of a context, wired into the context's module. */
export const policyGenerator = (tree: Tree, { context, event, command }: PolicyOptions): (() => void) => {
  const src = `libs/${kebab('context', context)}/service/src`;
  const foreign = foreignEvent(tree, event);
  const policy = `when-${foreign.event}-then-${kebab('command', command)}`;
  if (tree.exists(`${src}/policies/${policy}.ts`)) throw new Error(`${src}/policies/${policy}.ts is there already`);
  if (!tree.exists(`${src}/commands/${command}.ts`)) throw new Error(`--command=${command}: ${src}/commands/${command}.ts is missing; a policy asks its own context only. Make the command first`);
  generateFiles(tree, join(import.meta.dirname, '../../files/policy'), '.', { ...foreign, context, command, commandSpaced: spaced(command), policy, policyCamel: camel(policy) });
  new SourceEdit(tree, `${src}/${context}.module.ts`).import(`./policies/${policy}.ts`, camel(policy)).element('policies', camel(policy)).save();
  addReference(tree, `libs/${context}/service`, `libs/${foreign.owner}/contracts`);
  return nextSteps([`make the command's body of the event in ${src}/policies/${policy}.ts`]);
};
