import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { runChild } from './child.mjs';
import { tsc } from './compile.mjs';
import { root } from './root.mjs';

await bootstrap({
  usage: `
Usage: npm run check [-- --write]
Type check of everything, tests included, then the checks of the repository itself (tools/checks).

  --write   locks new contracts, stores their examples and writes docs/events.md before checking`,
  main: async (args) => {
    const types = await tsc('-p', 'tsconfig.json');
    process.stdout.write(types === 0 ? 'ok    types\n' : 'FAIL  types: the compiler\'s messages are above\n');
    const checks = await runChild(process.execPath, ['--conditions=ws-source', join(root, 'tools', 'checks', 'src', 'main.ts'), ...args]);
    return types || checks;
  },
});
