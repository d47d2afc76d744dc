import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ownPath, runChild } from './child.mjs';
import { install } from './install.mjs';
import { root, say } from './root.mjs';

const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const atLeast = (major, minor) => {
  const [have = 0, haveMinor = 0] = process.versions.node.split('.').map(Number);
  return have > major || (have === major && haveMinor >= minor);
};

const begin = async ({ usage, main }) => {
  const args = process.argv.slice(2);
  if (usage && args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${usage.trim()}\n`);
    return 0;
  }
  if (!atLeast(20, 0)) throw new Error(`Node ${process.versions.node} is too old: Throughline starts with Node 20 or newer.`);
  await install();
  if (existsSync(ownNode) && realpathSync(ownNode) !== realpathSync(process.execPath)) {
    return runChild(ownNode, [process.argv[1], ...args], { env: { PATH: ownPath() } });
  }
  if (!atLeast(22, 15)) {
    throw new Error(`npm has installed no Node for ${process.platform}-${process.arch}, and this one (${process.versions.node}) is older than 22.15. `
      + 'Allow the install script of the package "node" and run `npm ci`, or use a newer Node.');
  }
  return (await main(args)) ?? 0;
};

/**
 * Entry of every script in this folder: installs what is missing, hands over to the workspace's own Node, runs `main`
 * with the arguments and exits with the code that it returns. Without `usage`, `--help` reaches `main`.
 */
export const bootstrap = async (script) => {
  try {
    process.exitCode = await begin(script);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
};
