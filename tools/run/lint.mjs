import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { ownPath, runChild } from './child.mjs';
import { root } from './root.mjs';

await bootstrap({
  usage: `
Usage: npm run lint [-- --fix]
Lints the whole workspace once, through Nx: without its project graph module boundaries are not checked.`,
  main: (args) => runChild(process.execPath, [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), 'run-many', '-t', 'lint', '--output-style=stream', ...args], {
    env: { PATH: ownPath(), NX_TUI: 'false' },
  }),
});
