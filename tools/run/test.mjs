import { bootstrap } from './bootstrap.mjs';
import { build } from './compile.mjs';
import { jest } from './jest.mjs';

await bootstrap({
  usage: `
Usage: npm test [-- paths and jest options]
Installs and builds what is missing, then runs the tests.

  npm test                                 every test
  npm test -- libs/registry                one context
  npm test -- initiative.decider           files whose path matches
  npm test -- libs/registry -t 'second'    tests whose name matches
  npm test -- --watch libs/registry        again after each edit`,
  main: async (args) => {
    await build(); // some tests start the built programs
    return jest(args);
  },
});
