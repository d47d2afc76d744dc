import { glob, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Check } from './check.ts';

const ignored = /(^|[\\/])(node_modules|dist|\.nx|\.throughline|coverage)([\\/]|$)/;
const link = /\]\((?!#|[a-z][a-z0-9+.-]*:)([^)\s#]+)(?:#[^)\s]*)?\)/gi;
const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');

/** Every relative link in a Markdown page leads to a file or folder that exists. */
export const linksCheck: Check = {
  name: 'links',
  async run(root) {
    const problems: string[] = [];
    for await (const page of glob('**/*.md', { cwd: root, exclude: (path) => ignored.test(path) })) {
      for (const [, target = ''] of withoutCode(await readFile(join(root, page), 'utf8')).matchAll(link)) {
        if (!existsSync(join(root, dirname(page), decodeURIComponent(target)))) problems.push(`${page}: the link to ${target} leads nowhere`);
      }
    }
    return problems.sort();
  },
};
