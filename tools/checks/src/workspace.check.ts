import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Check } from './check.ts';

const types = ['kernel', 'platform', 'contracts', 'domain', 'service', 'gateway', 'app', 'tool'];
const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

const tagProblems = (folder: string, tags: readonly string[] = []): string[] => {
  const type = tags.filter((tag) => tag.startsWith('type:'));
  if (type.length !== 1) return [`${folder}/package.json: give it exactly one type: tag under nx.tags, so that lint knows what it may use`];
  if (!types.includes(type[0]!.slice('type:'.length))) return [`${folder}/package.json: unknown tag ${type[0]}; known are ${types.map((name) => `type:${name}`).join(', ')}`];
  const context = /^libs\/([^/]+)\/(contracts|domain|service)$/.exec(folder)?.[1];
  if (context && !tags.includes(`scope:${context}`)) return [`${folder}/package.json: tag it scope:${context}, the name of its context`];
  return [];
};

/** Every package has the tags that lint reads, and is built. A package without tags would escape every boundary. */
export const workspaceCheck: Check = {
  name: 'workspace',
  async run(root) {
    const { workspaces } = await json(join(root, 'package.json'));
    const { references } = await json(join(root, 'tsconfig.build.json'));
    const built = new Set<string>(references.map(({ path }: { path: string }) => path));
    const problems: string[] = [];
    for await (const file of glob(workspaces.map((pattern: string) => `${pattern}/package.json`), { cwd: root })) {
      const folder = dirname(file).replaceAll('\\', '/');
      problems.push(...tagProblems(folder, (await json(join(root, file))).nx?.tags));
      if (!built.has(folder)) problems.push(`tsconfig.build.json: add { "path": "${folder}" } to references, or nothing builds it`);
    }
    return problems.sort();
  },
};
