import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TreeRefused } from './blob-store.ts';

/** One file of a tree. */
export interface TreeEntry {
  /** Relative, parted by `/`. */
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly size: number;
}

const byBytes = (a: TreeEntry, b: TreeEntry): number => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/** The text whose SHA-256 is the tree's digest. */
export const writeListing = (entries: readonly TreeEntry[]): string =>
  [...entries].sort(byBytes).map(({ path, sha256, size }) => `${path}\0${sha256}\0${size}\n`).join('');

/** @throws TreeRefused when the text is no listing, or names a path that would leave its folder */
export const readListing = (text: string): TreeEntry[] => {
  if (!text.endsWith('\n')) throw new TreeRefused('this blob is no folder');
  return text.slice(0, -1).split('\n').map((line) => {
    const [, path, sha256, size] = /^([^\0]+)\0([0-9a-f]{64})\0(\d+)$/.exec(line) ?? [];
    if (!path || !sha256 || !size) throw new TreeRefused('this blob is no folder');
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..') || path.includes('\\')) throw new TreeRefused(`the path ${JSON.stringify(path)} leaves its folder`);
    return { path, sha256, size: Number(size) };
  });
};

const check = (entry: Dirent, path: string): void => {
  if (entry.isFile() || entry.isDirectory()) return;
  throw new TreeRefused(`${path} is ${entry.isSymbolicLink() ? 'a link' : 'neither a file nor a folder'}: a folder must be complete in itself`);
};

/** Relative paths of all files below a folder. */
export const filesBelow = async (folder: string, prefix = ''): Promise<string[]> => {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    check(entry, path);
    if (/[\n\0\\]/.test(path)) throw new TreeRefused(`${JSON.stringify(path)} cannot be a path of a stored folder`);
    if (entry.isDirectory()) found.push(...await filesBelow(folder, path));
    else found.push(path);
  }
  return found;
};
