import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { runChild } from './child.mjs';
import { tsc } from './compile.mjs';
import { root } from './root.mjs';

await bootstrap({
  usage: `
Usage: npm run check [-- --write]
Type check of everything, tests included, then the checks of the repository itself (tools/checks).

  --write   locks new contracts, stores their examples, writes docs/events.md and the GraphQL schema before checking`,
  main: async (args) => {
    const types = await tsc('-p', 'tsconfig.json');
    process.stdout.write(types === 0 ? 'ok    types\n' : 'FAIL  types: the compiler\'s messages are above\n');
    const source = (...path) => runChild(process.execPath, ['--conditions=ws-source', join(root, ...path), ...args]);
    const schema = args.includes('--write') ? await source('libs', 'gateway', 'src', 'schema', 'write-schema.ts') : 0;
    const checks = await source('tools', 'checks', 'src', 'main.ts');
    return types || schema || checks;
  },
});
