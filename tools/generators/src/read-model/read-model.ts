import { generateFiles, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { addReference } from '../edit/references.ts';
import { SourceEdit } from '../edit/source-edit.ts';
import { foreignEvent } from '../foreign-event.ts';
import { nextSteps } from '../next-steps.ts';
import { camel, kebab, pascal, spaced } from '../words.ts';

export interface ReadModelOptions {
  readonly context: string;
  readonly name: string;
  readonly event: string;
}

const FIRST = 1_764_072_000_000;

/** The next after the context's newest migration: never the clock, so that two made from one state are equal. */
const nextTimestamp = (tree: Tree, folder: string): number =>
  Math.max(FIRST, ...tree.children(folder).map((file) => Number(file.split('-')[0])).filter((time) => time > 0)) + 1;

/** A read model of a context's service with its table, wired into the context's module. */
export const readModelGenerator = (tree: Tree, { context, name, event }: ReadModelOptions): (() => void) => {
  const src = `libs/${kebab('context', context)}/service/src`;
  if (tree.exists(`${src}/read-models/${kebab('name', name)}`)) throw new Error(`${src}/read-models/${name} is there already: choose another name`);
  const foreign = foreignEvent(tree, event);
  const timestamp = nextTimestamp(tree, `${src}/migrations`);
  const migration = `${camel(name)}Table`;
  generateFiles(tree, join(import.meta.dirname, '../../files/read-model'), '.', {
    ...foreign, context, name, timestamp, migration, nameCamel: camel(name), namePascal: pascal(name), nameSpaced: spaced(name),
    table: name.replaceAll('-', '_'), schema: context.replaceAll('-', '_'),
  });
  new SourceEdit(tree, `${src}/${context}.module.ts`)
    .import(`./read-models/${name}/${name}.ts`, camel(name)).element('readModels', camel(name))
    .import(`./migrations/${timestamp}-${name}-table.ts`, migration).element('migrations', migration).save();
  addReference(tree, `libs/${context}/service`, `libs/${foreign.owner}/contracts`);
  return nextSteps([`keep in ${src}/read-models/${name} and its migration what decisions need of the event, no more`]);
};
