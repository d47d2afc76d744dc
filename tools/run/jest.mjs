import { join } from 'node:path';
import { ownPath, runChild } from './child.mjs';
import { root } from './root.mjs';

export const jest = (args) => runChild(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
  env: {
    PATH: ownPath(),
    NODE_OPTIONS: [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' '),
  },
});
