import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep, win32 } from 'node:path';
import { RowsRefused } from './rows-refused.ts';

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

const resolved = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
};

/**
 * The real path of `file` in the first root that has it.
 * @throws RowsRefused when the path is absolute, leads out of its root (by `..` or a link), or names no file.
 */
export const locateFile = async (roots: readonly string[], file: string): Promise<string> => {
  if (!file || file.includes('\0')) throw new RowsRefused('not-found', 'file', 'file: give a path relative to a dataset root');
  if (isAbsolute(file) || win32.isAbsolute(file))
    throw new RowsRefused('absolute-path', 'file', `file: "${file}" is absolute; give the path relative to a dataset root`);
  for (const root of roots) {
    const base = await resolved(root);
    if (base === null) continue;
    // Before the disk is asked, so that an answer tells nothing about files outside.
    if (!isInside(base, join(base, file))) throw new RowsRefused('outside-roots', 'file', `file: "${file}" leads out of the dataset roots`);
    const path = await resolved(join(base, file));
    if (path === null) continue;
    if (!isInside(base, path)) throw new RowsRefused('outside-roots', 'file', `file: "${file}" is a link that leads out of the dataset roots`);
    if ((await stat(path)).isFile()) return path;
  }
  throw new RowsRefused('not-found', 'file', `file: no file "${file}" in any of the ${roots.length} dataset roots`);
};
