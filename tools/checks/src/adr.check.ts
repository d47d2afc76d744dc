import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './check.ts';

const folder = 'docs/adr';

/** The index lists every decision record with its number and the status that the record itself states. */
export const adrCheck: Check = {
  name: 'adr',
  async run(root) {
    const index = await readFile(join(root, folder, 'README.md'), 'utf8');
    const records = (await readdir(join(root, folder))).filter((name) => name.endsWith('.md') && name !== 'README.md' && name !== '0000-template.md').sort();
    const problems: string[] = [];
    const numbers = new Map<string, string>();
    for (const name of records) {
      const number = /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1];
      if (!number) { problems.push(`${folder}/${name}: name it NNNN-what-is-decided.md`); continue; }
      if (numbers.has(number)) problems.push(`${folder}/${name}: the number ${number} is taken by ${numbers.get(number)}`);
      numbers.set(number, name);
      const status = /^- Status: (proposed|accepted|replaced by \d{4})$/m.exec(await readFile(join(root, folder, name), 'utf8'))?.[1];
      if (!status) { problems.push(`${folder}/${name}: state "- Status: proposed", "accepted" or "replaced by NNNN"`); continue; }
      const row = index.split('\n').find((line) => line.includes(`](${name})`));
      if (!row?.startsWith(`| ${number} |`) || !row.endsWith(`| ${status} |`)) {
        problems.push(`${folder}/README.md: list "| ${number} | [the decision](${name}) | ${status} |"`);
      }
    }
    return problems;
  },
};
