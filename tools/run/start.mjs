import { bootstrap } from './bootstrap.mjs';
import { runBuilt } from './compile.mjs';

// No usage here: `npm start -- --help` is answered by the program, which knows its configuration.
await bootstrap({ main: (args) => runBuilt('apps/all-in-one/dist/main.js', args) });
