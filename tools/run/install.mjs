import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild, systemPath } from './child.mjs';
import { withLock } from './lock.mjs';
import { root, say } from './root.mjs';

const windows = process.platform === 'win32';
const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;

// npm writes its hidden lock file last, so it is there only after a complete installation and says what was installed.
const whyInstall = () => {
  const installed = join('node_modules', '.package-lock.json');
  if (!existsSync(join(root, installed))) return 'nothing is installed yet';
  const [wanted, present] = [packagesOf('package-lock.json'), packagesOf(installed)];
  const differs = ([path, entry]) => path !== ''
    && (present[path] ? JSON.stringify(present[path]) !== JSON.stringify(entry) : !entry.optional);
  return Object.entries(wanted).some(differs) ? 'package-lock.json has changed' : undefined;
};

/** Installs with `npm ci` when node_modules is missing or does not match package-lock.json. */
export const install = async () => {
  if (!whyInstall()) return;
  await withLock('install', async () => {
    const why = whyInstall(); // another terminal may have done it while we waited
    if (!why) return;
    say(`Installing the packages with \`npm ci\`: ${why}. This takes about a minute …`);
    const began = Date.now();
    // NODE_ENV=production would leave out the compiler and the test runner.
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = await runChild('npm', args, { env: { PATH: systemPath() }, stdio: ['ignore', 2, 2], shell: windows })
      .catch((error) => { throw new Error(`npm could not be started (${error.message}): is it on the PATH?`); });
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its messages are above.`);
    const still = whyInstall();
    if (still) throw new Error(`npm ci ended well, but ${still}. Run \`npm ci --include=dev --include=optional\` and read what it says.`);
    say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
  });
};
