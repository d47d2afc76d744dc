import { bootstrap } from './bootstrap.mjs';
import { build } from './compile.mjs';

await bootstrap({
  usage: `
Usage: npm run build
Compiles every package into its dist folder; quick when nothing has changed.`,
  main: build,
});
