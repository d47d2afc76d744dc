import { bootstrap } from './bootstrap.mjs';
import { runBuilt } from './compile.mjs';

await bootstrap({
  usage: `
Usage: npm run bench [-- options]
Runs the benchmarks of tools/bench and prints figures and ratios of one run; see tools/bench/README.md.`,
  main: (args) => runBuilt('tools/bench/dist/main.js', args),
});
