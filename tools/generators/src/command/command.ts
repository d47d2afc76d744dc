import { generateFiles, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { addToSdl } from '../edit/sdl-edit.ts';
import { SourceEdit } from '../edit/source-edit.ts';
import { nextSteps } from '../next-steps.ts';
import { camel, kebab, pascal, pastTense, screaming, sentence, spaced } from '../words.ts';

export interface CommandOptions {
  readonly context: string;
  readonly aggregate: string;
  readonly name: string;
  readonly event?: string;
  readonly role?: string;
  readonly internal?: boolean;
}

const namesOf = ({ context, aggregate, name, event = pastTense(name), role = 'admin', internal = false }: CommandOptions) => ({
  context: kebab('context', context), contextCamel: camel(context), role: screaming(role), roleName: role, internal,
  aggregate: kebab('aggregate', aggregate), aggregateCamel: camel(aggregate), aggregatePascal: pascal(aggregate), aggregateSpaced: spaced(aggregate),
  command: kebab('name', name), commandCamel: camel(name), commandPascal: pascal(name), commandSentence: sentence(name), commandSpaced: spaced(name),
  event: kebab('event', event), eventCamel: camel(event), eventPascal: pascal(event), eventSentence: sentence(event), eventSpaced: spaced(event),
});
type Names = ReturnType<typeof namesOf>;

const addContracts = (tree: Tree, n: Names): void => {
  const src = `libs/${n.context}/contracts/src`;
  new SourceEdit(tree, `${src}/events.ts`).import(`./${n.event}.v1.ts`, `${n.eventCamel}V1`).element(`${n.contextCamel}Events`, `${n.eventCamel}V1`).save();
  new SourceEdit(tree, `${src}/index.ts`).reexport(`./${n.event}.v1.ts`).save();
  if (n.internal) return;
  new SourceEdit(tree, `${src}/commands.ts`).import('typebox', 'Type', 'type Static').import('@throughline/kernel', 'defineCommand', 'STREAM_ID_PATTERN').before(`${n.contextCamel}Commands`, `
const ${n.commandCamel}Body = Type.Object({
  ${n.aggregateCamel}: Type.String({ pattern: STREAM_ID_PATTERN }), reason: Type.String({ minLength: 3, maxLength: 2000 }),
}, { additionalProperties: false });
export type ${n.commandPascal}Body = Static<typeof ${n.commandCamel}Body>;
export const ${n.commandCamel} = defineCommand<${n.commandPascal}Body>({
  context: '${n.context}', name: '${n.command}', summary: '${n.commandSentence}.', roles: ['${n.roleName}'], concurrency: 'changes', schema: ${n.commandCamel}Body,
  example: { ${n.aggregateCamel}: '${n.aggregate}-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', reason: 'It is time.' },
});`).element(`${n.contextCamel}Commands`, n.commandCamel).save();
};

const addDecision = (tree: Tree, n: Names): void => {
  const folder = `libs/${n.context}/domain/src/${n.aggregate}`;
  const data = `{ readonly ${n.aggregateCamel}: string; readonly reason: string }`;
  new SourceEdit(tree, `${folder}/${n.aggregate}.ts`)
    .alternative(`${n.aggregatePascal}Command`, `Command<'${n.commandPascal}', ${data}>`)
    .alternative(`${n.aggregatePascal}Event`, `Event<'${n.eventPascal}', ${data}>`)
    .case(`evolve${n.aggregatePascal}`, `case '${n.eventPascal}':\n      return state;`).save();
  new SourceEdit(tree, `${folder}/${n.aggregate}.decider.ts`).import(`./${n.command}.ts`, n.commandCamel)
    .case('decide', `case '${n.commandPascal}':\n      return ${n.commandCamel}(command, state);`).save();
};

const addHandler = (tree: Tree, n: Names): void => {
  const src = `libs/${n.context}/service/src`;
  const contracts = `@throughline/${n.context}-contracts`;
  new SourceEdit(tree, `${src}/integration/published/${n.aggregate}.ts`).import(contracts, `${n.eventCamel}V1`)
    .member(`publish${n.aggregatePascal}`, `${n.eventPascal}: (data) => publish(${n.eventCamel}V1, data)`).save();
  const index = new SourceEdit(tree, `${src}/commands/index.ts`).import(`./${n.command}.ts`, n.commandPascal, `${n.commandPascal}Handler`);
  if (n.internal) index.import('@throughline/commands', 'internalCommand');
  else index.import(contracts, n.commandCamel);
  const contract = n.internal ? `internalCommand('${n.context}', '${n.command}')` : n.commandCamel;
  index.element('commands', `{ contract: ${contract}, command: ${n.commandPascal} }`).element('handlers', `${n.commandPascal}Handler`).save();
};

const addMutation = (tree: Tree, n: Names): void => {
  addToSdl(tree, `libs/gateway/src/schema/${n.context}.graphql`, {
    mutation: `  """${n.commandSentence}."""
  ${n.commandCamel}(
    """What, and why."""
    input: ${n.commandPascal}Input!
  ): ${n.commandPascal}Payload @auth(role: [${n.role}])
`,
    definitions: `"""What to ${n.commandSpaced.split(' ')[0]}, and why."""
input ${n.commandPascal}Input {
  """Repeat the command with the same key, and it is done once."""
  idempotencyKey: UUID!
  """The version of the ${n.aggregateSpaced} that you saw."""
  expectedVersion: Int
  """The ${n.aggregateSpaced}."""
  ${n.aggregateCamel}Id: ID!
  """Why."""
  reason: String!
}

"""What became of it."""
type ${n.commandPascal}Payload implements CommandPayload @auth(requires: SIGNED_IN) {
  """What became of the command."""
  command: Command
  """Why it was not done; empty when it was."""
  userErrors: [UserError!]!
  """As it is now; null when refused or not readable yet."""
  ${n.aggregateCamel}: ${n.aggregatePascal}
}`,
  });
  new SourceEdit(tree, `libs/gateway/src/resolvers/${n.context}.ts`).import(`@throughline/${n.context}-contracts`, n.commandCamel)
    .import('../commands/command-resolver.ts', 'command')
    .member('Mutation', `${n.commandCamel}: command(${n.commandCamel}, ({ reason }, { id }) => ({ ${n.aggregateCamel}: id('${n.aggregateCamel}Id', '${n.aggregatePascal}'), reason }))`).save();
};

/** A command on an aggregate and the event that follows it: contracts, decision, handler, what is published, mutation. */
export const commandGenerator = (tree: Tree, options: CommandOptions): (() => void) => {
  const names = namesOf(options);
  const file = `libs/${names.context}/domain/src/${names.aggregate}/${names.command}.ts`;
  if (tree.exists(file)) throw new Error(`${file} is there already: choose another name`);
  generateFiles(tree, join(import.meta.dirname, '../../files/command'), '.', names);
  addContracts(tree, names);
  addDecision(tree, names);
  addHandler(tree, names);
  if (!names.internal) addMutation(tree, names);
  return nextSteps([`say in ${file} when it is refused, and in ${names.aggregate}.ts what it changes`]);
};
