import { generateFiles, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { addToSdl } from '../edit/sdl-edit.ts';
import { SourceEdit } from '../edit/source-edit.ts';
import { nextSteps } from '../next-steps.ts';
import { camel, kebab, pascal, screaming, sentence, spaced } from '../words.ts';
import { definitionsOf, mutationOf, queryOf } from './sdl.ts';

export interface AggregateOptions {
  readonly context: string;
  readonly name: string;
  readonly role?: string;
}

const namesOf = ({ context, name, role = 'admin' }: AggregateOptions) => ({
  context: kebab('context', context), contextCamel: camel(context), contextScreaming: screaming(context), role: screaming(role), roleName: role,
  aggregate: kebab('name', name), aggregateCamel: camel(name), aggregatePascal: pascal(name), aggregateScreaming: screaming(name),
  aggregateSpaced: spaced(name), aggregateSentence: sentence(name),
});
export type AggregateNames = ReturnType<typeof namesOf>;

const addContracts = (tree: Tree, n: AggregateNames): void => {
  const src = `libs/${n.context}/contracts/src`;
  const register = `register${n.aggregatePascal}`;
  new SourceEdit(tree, `${src}/events.ts`).import(`./${n.aggregate}-registered.v1.ts`, `${n.aggregateCamel}RegisteredV1`)
    .element(`${n.contextCamel}Events`, `${n.aggregateCamel}RegisteredV1`).save();
  new SourceEdit(tree, `${src}/index.ts`).reexport(`./${n.aggregate}-registered.v1.ts`).save();
  new SourceEdit(tree, `${src}/commands.ts`).import('typebox', 'Type', 'type Static').import('@throughline/kernel', 'defineCommand', 'NAME_PATTERN')
    .before(`${n.contextCamel}Commands`, `
const ${register}Body = Type.Object({ name: Type.String({ pattern: NAME_PATTERN }) }, { additionalProperties: false });
export type Register${n.aggregatePascal}Body = Static<typeof ${register}Body>;
export const ${register} = defineCommand<Register${n.aggregatePascal}Body>({
  context: '${n.context}', name: 'register-${n.aggregate}', summary: 'Registers one ${n.aggregateSpaced}.', roles: ['${n.roleName}'], concurrency: 'creates', schema: ${register}Body,
  example: { name: 'first' },
});`)
    .element(`${n.contextCamel}Commands`, register)
    .member(`${n.contextCamel}Refusals`, `'${n.contextScreaming}.${n.aggregateScreaming}_EXISTS': 'There is one with the name {name} already.'`)
    .member(`${n.contextCamel}Refusals`, `'${n.contextScreaming}.NO_SUCH_${n.aggregateScreaming}': 'There is no such thing in this workspace: register it first.'`).save();
};

const addService = (tree: Tree, n: AggregateNames): void => {
  const src = `libs/${n.context}/service/src`;
  const command = `Register${n.aggregatePascal}`;
  new SourceEdit(tree, `libs/${n.context}/domain/src/index.ts`).reexport(`./${n.aggregate}/${n.aggregate}.decider.ts`).reexport(`./${n.aggregate}/${n.aggregate}.ts`).save();
  new SourceEdit(tree, `${src}/commands/index.ts`).import(`@throughline/${n.context}-contracts`, `register${n.aggregatePascal}`)
    .import(`./register-${n.aggregate}.ts`, command, `${command}Handler`)
    .element('commands', `{ contract: register${n.aggregatePascal}, command: ${command} }`).element('handlers', `${command}Handler`).save();
  new SourceEdit(tree, `${src}/${n.context}.module.ts`).import(`./aggregates/${n.aggregate}s.ts`, `${n.aggregatePascal}s`).element('aggregates', `${n.aggregatePascal}s`).save();
};

const addToGateway = (tree: Tree, n: AggregateNames): void => {
  addToSdl(tree, `libs/gateway/src/schema/${n.context}.graphql`, { query: queryOf(n), mutation: mutationOf(n), definitions: definitionsOf(n) });
  new SourceEdit(tree, `libs/gateway/src/resolvers/${n.context}.ts`)
    .import(`@throughline/${n.context}-contracts`, `register${n.aggregatePascal}`)
    .import('../commands/command-resolver.ts', 'command')
    .import(`../read-models/${n.aggregate}/${n.aggregate}.fold.ts`, n.aggregateCamel)
    .import('./list.ts', 'list').import('./lookup.ts', 'lookup')
    .element('folds', n.aggregateCamel)
    .member('Query', `${n.aggregateCamel}: lookup(${n.aggregateCamel})`)
    .member('Query', `${n.aggregateCamel}s: list(${n.aggregateCamel}, { filters: { name: 'name' } })`)
    .member('Mutation', `register${n.aggregatePascal}: command(register${n.aggregatePascal})`).save();
};

/** Writes an aggregate into a context that is there. */
export const addAggregate = (tree: Tree, options: AggregateOptions): AggregateNames => {
  const names = namesOf(options);
  const folder = `libs/${names.context}/domain/src/${names.aggregate}`;
  if (tree.exists(folder)) throw new Error(`${folder} is there already: choose another name`);
  generateFiles(tree, join(import.meta.dirname, '../../files/aggregate'), '.', names);
  addContracts(tree, names);
  addService(tree, names);
  addToGateway(tree, names);
  return names;
};

/** An aggregate with the command and the event that begin it: contracts, decider, stream, what is published, query and mutation. */
export const aggregateGenerator = (tree: Tree, options: AggregateOptions): (() => void) => {
  const { context, aggregate } = addAggregate(tree, options);
  return nextSteps([`say in libs/${context}/domain/src/${aggregate} what it is, and in libs/${context}/README.md what the word means and its topic`]);
};
