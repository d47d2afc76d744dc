import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTEXTS } from '@throughline/kernel';
import type { Check } from './check.ts';
import { extras } from './context-shape/extras.ts';
import { rules } from './context-shape/rules.ts';
import { ContextTree } from './context-shape/tree.ts';
import { camel } from './context-shape/words.ts';

const gatewayProblems = async (root: string, context: string): Promise<string[]> => {
  const src = join('libs', 'gateway', 'src');
  const resolvers = `libs/gateway/src/resolvers/${context}.ts`;
  const wanted = [`libs/gateway/src/schema/${context}.graphql`, resolvers].filter((path) => !existsSync(join(root, path)));
  const parts = await readFile(join(root, src, 'parts.ts'), 'utf8').catch(() => '');
  return [
    ...wanted.map((path) => `${path} is missing`),
    ...(parts.includes(`from './resolvers/${context}.ts'`) ? [] : [`libs/gateway/src/parts.ts: add ${camel(context)}`]),
  ];
};

/** The process of a context is the same five lines for all. */
const processProblems = async (root: string, context: string): Promise<string[]> => {
  const path = `apps/${context}/src/main.ts`;
  const name = `${camel(context)}Context`;
  const wanted = ["import 'reflect-metadata';", "import { runService } from '@throughline/context';", `import { ${name} } from '@throughline/${context}-service';`,
    '', `await runService(${name}, process.argv.slice(2));`, ''].join('\n');
  const found = await readFile(join(root, path), 'utf8').catch(() => null);
  if (found === null) return [`${path} is missing: the context needs a process of its own`];
  return found === wanted ? [] : [`${path} does something besides running the context: wiring belongs into its module`];
};

/** What is wrong with one context's shape; `more` are paths that it may have besides, as {@link extras} lists them. */
export const shapeProblems = (tree: ContextTree, more: readonly string[] = extras[tree.context] ?? []): string[] => {
  const problems = rules.flatMap((rule) => rule(tree)).filter((problem) => !more.some((path) => problem.startsWith(path)));
  const gone = more.filter((path) => !tree.files.some((file) => file.startsWith(path)));
  return [
    ...problems.map((problem) => `libs/${tree.context}/${problem}`),
    ...gone.map((path) => `libs/${tree.context}/${path} is gone: take it out of context-shape/extras.ts`),
  ];
};

/** The contexts are of one shape: who knows one finds everything in the next. */
export const contextShapeCheck: Check = {
  name: 'contexts: one shape',
  async run(root) {
    const problems = await Promise.all(CONTEXTS.map(async (context) => [
      ...shapeProblems(await ContextTree.read(root, context)), ...await gatewayProblems(root, context), ...await processProblems(root, context),
    ]));
    return problems.flat();
  },
};
