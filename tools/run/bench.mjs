import { bootstrap } from './bootstrap.mjs';
import { runBuilt } from './compile.mjs';

await bootstrap({
  usage: `
Usage: npm run bench [-- options]
Measures Throughline beside the bare thing, in turn in one run, and prints figures and ratios; see tools/bench/README.md.

  --only NAMES   only these, separated by commas: append, latency, rebuild, thread-query, verification, idle
  --quick        a moment of each: shows that it runs, its figures mean nothing
  --json         the last line of standard output is one JSON object with the figures`,
  main: (args) => runBuilt('tools/bench/dist/main.js', args),
});
