import { resolve } from 'node:path';
import { adrCheck } from './adr.check.ts';
import { contextShapeCheck } from './context-shape.check.ts';
import { contractLockCheck, lockContracts } from './contract-lock.check.ts';
import { dependenciesCheck } from './dependencies.check.ts';
import { eventsPageCheck, writeEventsPage } from './events-page.check.ts';
import { linksCheck } from './links.check.ts';
import { workspaceCheck } from './workspace.check.ts';

const checks = [workspaceCheck, dependenciesCheck, contextShapeCheck, contractLockCheck, eventsPageCheck, linksCheck, adrCheck];
const root = resolve(import.meta.dirname, '../../..');

if (process.argv.includes('--write')) {
  await lockContracts(root);
  await writeEventsPage(root);
}
for (const check of checks) {
  const problems = await check.run(root);
  console.log(problems.length === 0 ? `ok    ${check.name}` : `FAIL  ${check.name}`);
  for (const problem of problems) console.log(`      ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
