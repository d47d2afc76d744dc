import type { ContextTree } from './tree.ts';
import { camel, isKebab, pascal } from './words.ts';

/** Sentences about one context, each beginning with the path below `libs/<context>/` that it is about. */
export type Rule = (tree: ContextTree) => string[];

const published = 'service/src/integration/published/';

/** Stream types that the context has a class for. */
export const aggregatesOf = (tree: ContextTree): readonly string[] => tree.sources('service/src/aggregates/')
  .flatMap((file) => [...tree.text(`service/src/aggregates/${file}`).matchAll(/super\(executor, \{\s*type: '([a-z0-9-]+)'/g)].map((match) => match[1]!));

const modulePath = (tree: ContextTree): string => `service/src/${tree.context}.module.ts`;
const moduleOf = (tree: ContextTree): string => tree.text(modulePath(tree));

const missing = (tree: ContextTree, paths: readonly string[]): string[] => paths.filter((path) => !tree.has(path)).map((path) => `${path} is missing`);

const required: Rule = (tree) => missing(tree, [
  'README.md',
  ...['contracts', 'domain', 'service'].flatMap((part) => [`${part}/package.json`, `${part}/tsconfig.json`, `${part}/src/index.ts`]),
  'contracts/src/commands.ts', 'contracts/src/events.ts', 'contracts/src/shared.ts', 'service/src/commands/index.ts', modulePath(tree),
]);

const serviceFolders = ['aggregates', 'commands', 'integration', 'migrations'];
/** Where it follows others, knows of others, or does something outside the database. */
const maybeFolders = ['policies', 'read-models', 'workers'];

const folders: Rule = (tree) => {
  const known = new Map([
    ['', ['contracts', 'domain', 'service']],
    ['contracts/', ['src', 'golden']],
    ['contracts/src/', []],
    ['domain/', ['src', 'test']],
    ['service/', ['src', 'test']],
    ['service/src/', [...serviceFolders, ...maybeFolders]],
    ['service/src/integration/', ['published', 'consumed']],
  ]);
  const strange = [...known].flatMap(([folder, names]) => tree.folders(folder).filter((name) => !names.includes(name)).map((name) => `${folder}${name}/`));
  return [
    ...strange.map((path) => `${path} is no folder that every context has`),
    ...serviceFolders.filter((name) => !tree.folders('service/src/').includes(name)).map((name) => `service/src/${name}/ is missing`),
  ];
};

const names: Rule = (tree) => tree.files.filter((file) => file.endsWith('.ts')).flatMap((file) => {
  const name = file.split('/').at(-1)!.replace(/\.ts$/, '').replace(/\.(unit|int|e2e)\.spec$/, '');
  if (name.endsWith('.spec')) return [`${file}: name the spec .unit.spec.ts, .int.spec.ts or .e2e.spec.ts`];
  const [own = '', ...kind] = name.split('.');
  if (!isKebab(own)) return [`${file}: name it in kebab case`];
  return kind.length === 0 || (kind.length === 1 && /^(v\d+|decider|module)$/.test(kind[0]!)) ? [] : [`${file}: name it after its one main export, without .${kind.join('.')}`];
});

const card: Rule = (tree) => {
  if (!tree.has('README.md')) return [];
  const lines = tree.text('README.md').split('\n');
  const rows = lines.flatMap((line) => /^\| ([A-Z][^|]*?) \|/.exec(line)?.[1] ?? []);
  const headings = lines.filter((line) => /^#+ /.test(line)).slice(1);
  const wanted = { rows: ['Purpose', 'Owner role', 'Topics out', 'Topics in', 'Schema'], headings: ['## Language', '## Rules worth knowing'] };
  return [
    ...(wanted.rows.join() === rows.join() ? [] : [`README.md: its table has the rows ${wanted.rows.join(', ')}, not ${rows.join(', ') || 'none'}`]),
    ...(wanted.headings.join() === headings.join() ? [] : [`README.md: its headings are ${wanted.headings.join(' and ')}, not ${headings.join(', ') || 'none'}`]),
  ];
};

const contracts: Rule = (tree) => tree.sources('contracts/src/').flatMap((file) => {
  const path = `contracts/src/${file}`;
  if (file === 'index.ts') return [];
  const [, name = '', version = ''] = /^([a-z0-9-]+)\.v(\d+)\.ts$/.exec(file) ?? [];
  const wrong = [];
  const others = version || file === 'commands.ts' || file === 'events.ts';
  if (others && !tree.text('contracts/src/index.ts').includes(`'./${file}'`)) wrong.push(`${path}: export it from contracts/src/index.ts`);
  if (version && !tree.text(path).includes(`export const ${camel(name)}V${version} =`)) wrong.push(`${path}: export the event as ${camel(name)}V${version}`);
  if (version && !tree.text('contracts/src/events.ts').includes(`${camel(name)}V${version}`)) wrong.push(`${path}: list ${camel(name)}V${version} in contracts/src/events.ts`);
  return wrong;
});

/** One spec for the decider, or one beside each decision that has a file of its own. */
const isTested = (tree: ContextTree, name: string): boolean => {
  const folder = `domain/src/${name}/`;
  return tree.has(`${folder}${name}.decider.unit.spec.ts`) || tree.sources(folder).some((file) =>
    file !== `${name}.ts` && tree.text(`${folder}${file.replace(/\.ts$/, '.unit.spec.ts')}`).includes('givenThe('));
};

const aggregates: Rule = (tree) => {
  const all = aggregatesOf(tree);
  const files = (name: string) => [
    `domain/src/${name}/${name}.ts`, `domain/src/${name}/${name}.decider.ts`, `service/src/aggregates/${name}s.ts`, `${published}${name}.ts`,
  ];
  return [
    ...(all.length ? [] : ['service/src/aggregates/: a context without aggregate decides nothing']),
    ...all.flatMap((name) => missing(tree, files(name))),
    ...all.filter((name) => !isTested(tree, name)).map((name) => `domain/src/${name}/${name}.decider.unit.spec.ts is missing, and no decision beside it has a spec of its own`),
    ...all.filter((name) => tree.has(`${published}${name}.ts`) && !tree.text(`${published}${name}.ts`).includes(`export const publish${pascal(name)}:`))
      .map((name) => `${published}${name}.ts: export publish${pascal(name)}`),
    ...tree.sources(published).map((file) => file.slice(0, -'.ts'.length)).filter((name) => !all.includes(name) && /^export const publish/m.test(tree.text(`${published}${name}.ts`)))
      .map((name) => `${published}${name}.ts: no aggregate in service/src/aggregates/ has the type '${name}'`),
    ...tree.folders('domain/src/').filter((name) => !all.includes(name)).map((name) => `domain/src/${name}/ is the folder of no aggregate`),
    ...tree.sources('domain/src/').filter((file) => file !== 'index.ts').map((file) => `domain/src/${file}: put it into the folder of its aggregate`),
  ];
};

const commands: Rule = (tree) => tree.sources('service/src/commands/').filter((file) => file !== 'index.ts').flatMap((file) => {
  const path = `service/src/commands/${file}`;
  const classes = [...tree.text(path).matchAll(/^export class (\w+)/gm)].map((match) => match[1]!);
  if (classes.length === 0) return []; // what several handlers look up
  const name = pascal(file.slice(0, -'.ts'.length));
  if (classes.join() !== `${name},${name}Handler`) return [`${path}: it holds ${name} and ${name}Handler, in this order, not ${classes.join(', ')}`];
  const index = tree.text('service/src/commands/index.ts');
  return [`command: ${name} `, `command: ${name},`].some((entry) => index.includes(entry)) && index.includes(`${name}Handler`) ? [] : [`${path}: list ${name} and ${name}Handler in service/src/commands/index.ts`];
});

const inModule = (tree: ContextTree, path: string, name: string): string[] => {
  const local = `'./${path.slice('service/src/'.length)}'`;
  return [
    ...(tree.text(path).includes(`export const ${name}`) ? [] : [`${path}: export ${name}`]),
    ...(moduleOf(tree).includes(local) ? [] : [`${path}: wire it in ${modulePath(tree)}`]),
  ];
};

const policies: Rule = (tree) => tree.sources('service/src/policies/').flatMap((file) => {
  const path = `service/src/policies/${file}`;
  const name = file.slice(0, -'.ts'.length);
  if (!/^when-[a-z0-9-]+-then-[a-z0-9-]+$/.test(name)) return [`${path}: name it when-<event>-then-<command>.ts`];
  return [...inModule(tree, path, camel(name)), ...(tree.text(path).includes(`name: '${name}'`) ? [] : [`${path}: the policy's name is '${name}', for ever`])];
});

const migrations: Rule = (tree) => {
  const files = tree.sources('service/src/migrations/');
  const times = files.map((file) => file.split('-')[0]);
  return [
    ...(/^\d{13}-event-backbone\.ts$/.test(files[0] ?? '') ? [] : ['service/src/migrations/: the first is <timestamp>-event-backbone.ts']),
    ...(new Set(times).size === times.length ? [] : ['service/src/migrations/: two have one timestamp']),
    ...files.flatMap((file) => {
      const path = `service/src/migrations/${file}`;
      const [, time = '', what = ''] = /^(\d{13})-([a-z0-9-]+)\.ts$/.exec(file) ?? [];
      if (!time) return [`${path}: name it <timestamp>-<what>.ts, 13 digits`];
      return [...inModule(tree, path, camel(what)), ...(tree.text(path).includes(`'${pascal(what)}${time}'`) ? [] : [`${path}: call the migration ${pascal(what)}${time}`])];
    }),
  ];
};

const readModels: Rule = (tree) => [
  ...tree.sources('service/src/read-models/').map((file) => `service/src/read-models/${file}: put it into a folder of its noun`),
  ...tree.folders('service/src/read-models/').flatMap((noun) => missing(tree, [`service/src/read-models/${noun}/${noun}.ts`])),
];

const module: Rule = (tree) => !tree.has(modulePath(tree)) || moduleOf(tree).includes(`export const ${camel(tree.context)}Context: ContextDefinition`)
  ? [] : [`${modulePath(tree)}: export ${camel(tree.context)}Context: ContextDefinition`];

export const rules: readonly Rule[] = [required, folders, names, card, contracts, aggregates, commands, policies, migrations, readModels, module];
