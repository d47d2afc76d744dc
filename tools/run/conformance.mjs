import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { jest } from './jest.mjs';
import { root, say } from './root.mjs';

await bootstrap({
  usage: `
Usage: npm run conformance [-- jest options]
Holds our types for foreign systems against those systems' own published schemas, which are not part of this
repository. They are looked for in the folder named by CONTRACTS (default: ../shared/contracts). When it is missing,
nothing is counted; with CI=true that is a failure.`,
  main: (args) => {
    const folder = resolve(root, process.env.CONTRACTS || '../shared/contracts');
    if (!existsSync(folder)) {
      say(`Conformance: the folder ${folder} is missing, so nothing was counted. Set CONTRACTS to where the schemas are.`);
      return process.env.CI === 'true' ? 1 : 0;
    }
    process.env.CONTRACTS = folder;
    return jest(['--config', 'jest.conformance.mjs', '--passWithNoTests', ...args]);
  },
});
