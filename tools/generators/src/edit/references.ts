import { updateJson, type Tree } from '@nx/devkit';
import { posix } from 'node:path';

interface References {
  references?: { path: string }[];
}

/** Lets a package use another one: the compiler builds what is referenced first. */
export const addReference = (tree: Tree, folder: string, to: string): void => {
  updateJson<References>(tree, `${folder}/tsconfig.json`, (json) => {
    const path = posix.relative(folder, to);
    const references = json.references ?? [];
    return references.some((r) => r.path === path) ? json : { ...json, references: [...references, { path }] };
  });
};
