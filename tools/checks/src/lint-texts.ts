import { text } from 'node:stream/consumers';
import { createProjectGraphAsync } from '@nx/devkit';

// A program of its own, because ESLint loads its configuration in ways that jest's module loader does not know.
// In: JSON [{ filePath, text }] on standard input. Out: JSON [[{ ruleId, message }]]. Nothing is written to the packages.
const files = JSON.parse(await text(process.stdin)) as { filePath: string; text: string }[];

await createProjectGraphAsync({ exitOnError: true });
const { ESLint } = await import('eslint');
const { configs } = await import('typescript-eslint');

// Typed rules need a file that the compiler knows; the seeded ones exist only here.
const eslint = new ESLint({ overrideConfig: [configs.disableTypeChecked as never] });
const results = [];
for (const file of files) {
  const [result] = await eslint.lintText(file.text, { filePath: file.filePath });
  results.push(result?.messages.map(({ ruleId, message }) => ({ ruleId, message })) ?? []);
}
process.stdout.write(JSON.stringify(results));
process.exit(0);
