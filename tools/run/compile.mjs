import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { withLock } from './lock.mjs';
import { root, say } from './root.mjs';

const compiler = join(root, 'node_modules', 'typescript7', 'bin', 'tsc');

/** Runs the compiler; its messages go to standard error. */
export const tsc = (...args) => runChild(process.execPath, [compiler, ...args], { stdio: ['ignore', 2, 2] });

// SQL, GraphQL and policy files lie beside the code that reads them, in src and so in dist.
const copyAssets = (folder) => {
  const [src, dist] = [join(root, folder, 'src'), join(root, folder, 'dist')];
  if (!existsSync(src)) return;
  const isNew = (from, to) => {
    if (from.endsWith('.ts')) return false;
    const stat = statSync(from);
    return stat.isDirectory() || !existsSync(to) || statSync(to).mtimeMs !== stat.mtimeMs;
  };
  cpSync(src, dist, { recursive: true, preserveTimestamps: true, filter: isNew });
};

/** Builds what has changed; throws when the compiler finds an error. */
export const build = () => withLock('build', async () => {
  const began = Date.now();
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  if (await tsc('-b', 'tsconfig.build.json') !== 0) throw new Error('The build failed; the compiler\'s messages are above.');
  for (const { path } of references) copyAssets(path);
  if (Date.now() - began > 2000) say(`Built in ${Math.round((Date.now() - began) / 1000)} s.`);
});

/** Builds, then runs a built program with the given arguments. */
export const runBuilt = async (program, args) => {
  await build();
  if (!existsSync(join(root, program))) throw new Error(`The build made no ${program}.`);
  return runChild(process.execPath, ['--enable-source-maps', join(root, program), ...args]);
};
