#!/usr/bin/env node
import { bootstrap } from '../../run/bootstrap.mjs';
import { runBuilt } from '../../run/compile.mjs';

await bootstrap({ main: (args) => runBuilt('tools/cli/dist/main.js', args) });
