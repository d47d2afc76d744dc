import { readdirSync, readFileSync } from 'node:fs';

// From src and from dist alike: dist holds no SDL, so both look into src.
const folder = new URL('../../src/schema/', import.meta.url);

/** The SDL of all contexts, one file each, in order of their names. */
export const loadSdl = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.graphql')).sort()
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
