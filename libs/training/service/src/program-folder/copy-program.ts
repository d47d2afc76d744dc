import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep, win32 } from 'node:path';
import { TreeRefused, type BlobStore } from '@throughline/blob-store';
import type { ProgramFact } from '@throughline/training-domain';
import { bytesBelow } from '../executor/bytes-below.ts';

/** Most bytes of a program's folder: it is copied for every attempt. */
export const PROGRAM_BYTES_LIMIT = 64 * 1024 * 1024;

class Unusable extends Error {}

const absent = (error: NodeJS.ErrnoException): null => {
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(error.code ?? '')) return null;
  throw error;
};

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/** The real folder of that name in the first root that has it. */
const locate = async (roots: readonly string[], folder: string): Promise<string> => {
  if (folder.includes('\0')) throw new Unusable('its name holds a zero byte');
  if (isAbsolute(folder) || win32.isAbsolute(folder)) throw new Unusable('it must be named by a path relative to a training root');
  for (const root of roots) {
    const base = await realpath(root).catch(absent);
    if (base === null) continue;
    // Before the disk is asked, so that an answer tells nothing about files outside.
    if (!isInside(base, join(base, folder))) throw new Unusable('it leads out of the training roots');
    const path = await realpath(join(base, folder)).catch(absent);
    if (path === null) continue;
    if (!isInside(base, path)) throw new Unusable('it is a link that leads out of the training roots');
    if (!(await stat(path)).isDirectory()) throw new Unusable('it is no folder');
    return path;
  }
  throw new Unusable(`no such folder in any of the ${roots.length} training roots`);
};

/** Copies a program's folder into the blob store; what is wrong with it is said, not thrown. */
export const copyProgram = async (blobs: BlobStore, roots: readonly string[], folder: string): Promise<ProgramFact> => {
  try {
    const path = await locate(roots, folder);
    const bytes = await bytesBelow(path);
    if (bytes > PROGRAM_BYTES_LIMIT) throw new Unusable(`it holds ${bytes} bytes, at most ${PROGRAM_BYTES_LIMIT} are copied`);
    const { digest } = await blobs.putTree(path);
    return { folder, codeDigest: digest };
  } catch (error) {
    if (error instanceof Unusable || error instanceof TreeRefused) return { folder, problem: error.message };
    throw error;
  }
};
