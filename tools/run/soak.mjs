import { bootstrap } from './bootstrap.mjs';
import { runBuilt } from './compile.mjs';

// No usage here: `npm run soak -- --help` is answered by the program, which knows its options.
await bootstrap({ main: (args) => runBuilt('tools/soak/dist/main.js', args) });
