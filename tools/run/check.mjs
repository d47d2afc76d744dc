import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { runChild } from './child.mjs';
import { tsc } from './compile.mjs';
import { root } from './root.mjs';

await bootstrap({
  usage: `
Usage: npm run check
Type check of everything, tests included, then the checks of the repository itself (tools/checks).`,
  main: async () => {
    const types = await tsc('-p', 'tsconfig.json');
    process.stdout.write(types === 0 ? 'ok    types\n' : 'FAIL  types: the compiler\'s messages are above\n');
    const checks = await runChild(process.execPath, ['--conditions=ws-source', join(root, 'tools', 'checks', 'src', 'main.ts')]);
    return types || checks;
  },
});
